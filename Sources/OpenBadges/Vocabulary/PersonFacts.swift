extension ContextFacts {
  /// Who issues and who holds.
  static let personClasses = [
    obClass(
      "Profile",
      [
        schema("additionalName"), ob("address", .reference), ob("dateOfBirth", date),
        schema("email"), schema("familyName"), ob("familyNamePrefix"), schema("givenName"),
        schema("honorificPrefix"), schema("honorificSuffix"), image, ob("otherIdentifier"),
        ob("parentOrg", .reference), ob("patronymicName"), ob("phone"), ob("official"),
      ]),
    obClass(
      "Address",
      [
        schema("addressCountry"),
        VocabularyTerm("addressCountryCode", Namespace.openBadges + "CountryCode"),
        schema("addressLocality"), schema("addressRegion"),
        VocabularyTerm("geo", Namespace.openBadges + "GeoCoordinates"),
        schema("postOfficeBoxNumber"), schema("postalCode"), schema("streetAddress"),
      ]),
    obClass("GeoCoordinates", [schema("latitude"), schema("longitude")]),
    obClass("IdentifierEntry", [ob("identifier"), ob("identifierType")]),
    obClass(
      "IdentityObject",
      [
        ob("hashed", .typed(Namespace.secureXSD + "boolean")), ob("identityHash"),
        ob("identityType"), ob("salt"),
      ]),
  ]
}
