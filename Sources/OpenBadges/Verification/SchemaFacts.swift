/// The properties of one class in the JSON schema of Open Badges 3.0.
struct SchemaClass: Sendable {
  let properties: [String: SchemaShape]
  let required: [String]
  /// Whether it may have other properties as well.
  var isOpen = true

  init(_ properties: [String: SchemaShape], required: [String], isOpen: Bool = true) {
    self.properties = properties
    self.required = required
    self.isOpen = isOpen
  }
}

/// What the JSON schema of Open Badges 3.0 says of each class: a table of ours.
enum SchemaFacts {
  static let classes: [String: SchemaClass] = people.merging(achievements) { $1 }
    .merging(credentials) { $1 }.merging(results) { $1 }

  private static let endorsements: [String: SchemaShape] = [
    "endorsement": .list(.part("EndorsementCredential")), "endorsementJwt": .list(.token),
  ]

  /// What badges and endorsements share.
  private static let anyCredential: [String: SchemaShape] = [
    "@context": .contexts, "id": .text, "name": .text, "description": .text,
    "awardedDate": .dateTime, "issuer": .issuer, "validFrom": .dateTime,
    "validUntil": .dateTime, "proof": .list(.part("Proof")),
    "credentialSchema": .list(.part("CredentialSchema")),
    "credentialStatus": .part("CredentialStatus"), "refreshService": .part("RefreshService"),
    "termsOfUse": .list(.part("TermsOfUse")),
  ]

  private static let credentials: [String: SchemaClass] = [
    "AchievementCredential": SchemaClass(
      anyCredential.merging(endorsements) { $1 }.merging([
        "type": .types([
          ["VerifiableCredential"], ["AchievementCredential", "OpenBadgeCredential"],
        ]),
        "image": .part("Image"), "credentialSubject": .part("AchievementSubject"),
        "evidence": .list(.part("Evidence")),
      ]) { $1 },
      required: ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"]),
    "EndorsementCredential": SchemaClass(
      anyCredential.merging([
        "type": .types([["VerifiableCredential"], ["EndorsementCredential"]]),
        "credentialSubject": .part("EndorsementSubject"),
      ]) { $1 },
      required: [
        "@context", "type", "id", "name", "credentialSubject", "issuer", "validFrom",
      ]),
    "EndorsementSubject": SchemaClass(
      [
        "id": .text, "type": .types([["EndorsementSubject"]]), "endorsementComment": .text,
      ], required: ["id", "type"]),
    "Proof": SchemaClass(
      [
        "type": .text, "created": .dateTime, "cryptosuite": .text, "challenge": .text,
        "domain": .text, "nonce": .text, "proofPurpose": .text, "proofValue": .text,
        "verificationMethod": .text,
      ], required: ["type"]),
    "CredentialSchema": reference(required: ["id", "type"]),
    "CredentialStatus": reference(required: ["id", "type"]),
    "RefreshService": reference(required: ["id", "type"]),
    "TermsOfUse": reference(required: ["type"]),
    "Evidence": SchemaClass(
      [
        "id": .text, "type": .types([["Evidence"]]), "narrative": .text, "name": .text,
        "description": .text, "genre": .text, "audience": .text,
      ], required: ["type"]),
    "Image": SchemaClass(
      ["id": .text, "type": .constant("Image"), "caption": .text], required: ["id", "type"],
      isOpen: false),
  ]

  private static func reference(required: [String]) -> SchemaClass {
    SchemaClass(["id": .text, "type": .text], required: required)
  }

  private static let achievements: [String: SchemaClass] = [
    "AchievementSubject": SchemaClass(
      [
        "id": .text, "type": .types([["AchievementSubject"]]), "activityEndDate": .dateTime,
        "activityStartDate": .dateTime, "creditsEarned": .number,
        "achievement": .part("Achievement"), "identifier": .list(.part("IdentityObject")),
        "image": .part("Image"), "licenseNumber": .text, "narrative": .text,
        "result": .list(.part("Result")), "role": .text, "source": .part("Profile"),
        "term": .text,
      ], required: ["type", "achievement"]),
    "Achievement": SchemaClass(
      [
        "id": .text, "type": .types([["Achievement"]]), "alignment": .list(.part("Alignment")),
        "achievementType": .word(achievementTypes, isOpen: true), "creator": .part("Profile"),
        "creditsAvailable": .number, "criteria": .part("Criteria"), "description": .text,
        "fieldOfStudy": .text, "humanCode": .text, "image": .part("Image"),
        "inLanguage": .languageTag, "name": .text,
        "otherIdentifier": .list(.part("IdentifierEntry")), "related": .list(.part("Related")),
        "resultDescription": .list(.part("ResultDescription")), "specialization": .text,
        "tag": .list(.text), "version": .text,
      ].merging(endorsements) { $1 },
      required: ["id", "type", "criteria", "description", "name"]),
    "Alignment": SchemaClass(
      [
        "type": .types([["Alignment"]]), "targetCode": .text, "targetDescription": .text,
        "targetName": .text, "targetFramework": .text,
        "targetType": .word(
          [
            "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
            "CFRubricCriterionLevel", "CTDL",
          ], isOpen: true),
        "targetUrl": .text,
      ], required: ["type", "targetName", "targetUrl"]),
    "Criteria": SchemaClass(["id": .text, "narrative": .text], required: []),
    "Related": SchemaClass(
      [
        "id": .text, "type": .types([["Related"]]), "inLanguage": .languageTag, "version": .text,
      ], required: ["id", "type"]),
  ]

  private static let achievementTypes = [
    "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
    "Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification",
    "CommunityService", "Competency", "Course", "CoCurricular", "Degree", "Diploma",
    "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment", "JourneymanCertificate",
    "LearningProgram", "License", "Membership", "ProfessionalDoctorate",
    "QualityAssuranceCredential", "MasterCertificate", "MasterDegree", "MicroCredential",
    "ResearchDoctorate", "SecondarySchoolDiploma",
  ]

  private static let results: [String: SchemaClass] = [
    "Result": SchemaClass(
      [
        "type": .types([["Result"]]), "achievedLevel": .text,
        "alignment": .list(.part("Alignment")), "resultDescription": .text,
        "status": .word(
          [
            "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
          ], isOpen: false),
        "value": .text,
      ], required: ["type"]),
    "ResultDescription": SchemaClass(
      [
        "id": .text, "type": .types([["ResultDescription"]]),
        "alignment": .list(.part("Alignment")), "allowedValue": .list(.text), "name": .text,
        "requiredLevel": .text, "requiredValue": .text,
        "resultType": .word(
          [
            "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore",
            "RawScore", "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore",
            "ScaledScore", "Status",
          ], isOpen: true),
        "rubricCriterionLevel": .list(.part("RubricCriterionLevel")), "valueMax": .text,
        "valueMin": .text,
      ], required: ["id", "type", "name", "resultType"]),
    "RubricCriterionLevel": SchemaClass(
      [
        "id": .text, "type": .types([["RubricCriterionLevel"]]),
        "alignment": .list(.part("Alignment")), "description": .text, "level": .text,
        "name": .text, "points": .text,
      ], required: ["id", "type", "name"]),
  ]

  private static let people: [String: SchemaClass] = [
    "Profile": SchemaClass(
      [
        "id": .text, "type": .types([["Profile"]]), "name": .text, "url": .text, "phone": .text,
        "description": .text, "image": .part("Image"), "email": .text,
        "address": .part("Address"), "otherIdentifier": .list(.part("IdentifierEntry")),
        "official": .text, "parentOrg": .part("Profile"), "familyName": .text,
        "givenName": .text, "additionalName": .text, "patronymicName": .text,
        "honorificPrefix": .text, "honorificSuffix": .text, "familyNamePrefix": .text,
        "dateOfBirth": .date,
      ].merging(endorsements) { $1 }, required: ["id", "type"]),
    "Address": SchemaClass(
      [
        "type": .types([["Address"]]), "addressCountry": .text, "addressCountryCode": .text,
        "addressRegion": .text, "addressLocality": .text, "streetAddress": .text,
        "postOfficeBoxNumber": .text, "postalCode": .text, "geo": .part("GeoCoordinates"),
      ], required: ["type"]),
    "GeoCoordinates": SchemaClass(
      ["type": .constant("GeoCoordinates"), "latitude": .number, "longitude": .number],
      required: ["type", "latitude", "longitude"]),
    "IdentifierEntry": SchemaClass(
      [
        "type": .constant("IdentifierEntry"), "identifier": .text,
        "identifierType": .word(identifierTypes, isOpen: true),
      ], required: ["type", "identifier", "identifierType"], isOpen: false),
    "IdentityObject": SchemaClass(
      [
        "type": .constant("IdentityObject"), "hashed": .flag, "identityHash": .text,
        "identityType": .word(identifierTypes, isOpen: true), "salt": .text,
      ], required: ["type", "hashed", "identityHash", "identityType"], isOpen: false),
  ]

  private static let identifierTypes = [
    "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress",
    "nationalIdentityNumber", "isbn", "issn", "lisSourcedId", "oneRosterSourcedId",
    "sisSourcedId", "ltiContextId", "ltiDeploymentId", "ltiToolId", "ltiPlatformId", "ltiUserId",
    "identifier",
  ]
}
