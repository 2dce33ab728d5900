import CPKCS11
import Foundation

/// A session with a token, logged in. It is used by one thread at a time: its owner has a lock.
final class TokenSession: @unchecked Sendable {
  private let functions: ck_function_list
  private let handle: ck_session_handle_t

  init(module: String, label: String, pin: String) throws {
    functions = try Self.load(module)
    let slot = try Self.slot(of: label, functions)
    var session = ck_session_handle_t()
    let flags = ck_flags_t(CKF_SERIAL_SESSION) | ck_flags_t(CKF_RW_SESSION)
    try Self.check(
      functions.C_OpenSession(slot, flags, nil, nil, &session),
      "The token \(label) opens no session")
    handle = session
    var bytes = Array(pin.utf8)
    let code = functions.C_Login(
      session, ck_user_type_t(CKU_USER), &bytes, UInt(bytes.count))
    guard code == CKR_USER_ALREADY_LOGGED_IN else {
      do {
        try Self.check(code, "The token \(label) refuses the PIN")
      } catch {
        close()
        throw error
      }
      return
    }
  }

  func close() { _ = functions.C_CloseSession(handle) }

  /// The functions of a module. It stays loaded: others of the process may use it, too.
  private static func load(_ module: String) throws -> ck_function_list {
    guard let library = dlopen(module, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(library, "C_GetFunctionList")
    else { throw TokenError("\(module) is not a PKCS#11 module: check CONFERRAL_PKCS11_MODULE.") }
    typealias GetList =
      @convention(c) (
        UnsafeMutablePointer<UnsafeMutablePointer<ck_function_list>?>?
      ) -> ck_rv_t
    var list: UnsafeMutablePointer<ck_function_list>?
    try check(unsafeBitCast(symbol, to: GetList.self)(&list), "The PKCS#11 module does not start")
    guard let functions = list?.pointee else {
      throw TokenError("\(module) is not a PKCS#11 module: check CONFERRAL_PKCS11_MODULE.")
    }
    var arguments = ck_c_initialize_args()
    arguments.flags = ck_flags_t(CKF_OS_LOCKING_OK)
    let code = functions.C_Initialize(&arguments)
    if code != CKR_CRYPTOKI_ALREADY_INITIALIZED {
      try check(code, "The PKCS#11 module does not start")
    }
    return functions
  }

  private static func slot(of label: String, _ functions: ck_function_list) throws -> ck_slot_id_t {
    var count: UInt = 0
    try check(functions.C_GetSlotList(1, nil, &count), "The PKCS#11 module lists no tokens")
    var slots = [ck_slot_id_t](repeating: 0, count: Int(count))
    try check(functions.C_GetSlotList(1, &slots, &count), "The PKCS#11 module lists no tokens")
    for slot in slots.prefix(Int(count)) {
      var info = ck_token_info()
      guard functions.C_GetTokenInfo(slot, &info) == CKR_OK else { continue }
      let name = withUnsafeBytes(of: info.label) { String(decoding: $0, as: UTF8.self) }
      if name.trimmingCharacters(in: .whitespaces) == label { return slot }
    }
    throw TokenError(
      "There is no token called \(label): check CONFERRAL_PKCS11_TOKEN, and that it is plugged in.",
      code: nil)
  }

  /// The public keys of the token that are of a kind that is known.
  func keys() throws -> [HardwareToken.Key] {
    try find([(CKA_CLASS, Self.bytes(CKO_PUBLIC_KEY))]).compactMap { object in
      guard let id = try attribute(CKA_ID, of: object), !id.isEmpty,
        let type = try attribute(CKA_KEY_TYPE, of: object),
        let (kind, material) = try material(of: object, type: type)
      else { return nil }
      let label = try attribute(CKA_LABEL, of: object) ?? []
      return HardwareToken.Key(
        kind: kind, label: String(decoding: label, as: UTF8.self), material: material, id: id)
    }
  }

  private func material(
    of object: ck_object_handle_t, type: [UInt8]
  ) throws -> (HardwareToken.Kind, HardwareToken.Key.Material)? {
    if type == Self.bytes(CKK_RSA) {
      guard let modulus = try attribute(CKA_MODULUS, of: object),
        let exponent = try attribute(CKA_PUBLIC_EXPONENT, of: object)
      else { return nil }
      return (
        .rsa,
        .rsa(
          modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 }))
      )
    }
    guard var point = try attribute(CKA_EC_POINT, of: object) else { return nil }
    let curve = try attribute(CKA_EC_PARAMS, of: object)
    // An octet string in DER; some modules give the point alone.
    if point.count > 2, point[0] == 4, Int(point[1]) == point.count - 2 { point.removeFirst(2) }
    if type == Self.bytes(CKK_EC), curve == Self.p256, point.count == 65 {
      return (.p256, .point(point))
    }
    if type == Self.bytes(CKK_EC_EDWARDS), point.count == 32 { return (.ed25519, .point(point)) }
    return nil
  }

  func generate(_ kind: HardwareToken.Kind, label: String) throws -> HardwareToken.Key {
    let id = (0..<16).map { _ in UInt8.random(in: 0...255) }
    let yes: [UInt8] = [1]
    let both: [(UInt, [UInt8])] = [
      (CKA_TOKEN, yes), (CKA_ID, id), (CKA_LABEL, Array(label.utf8)),
    ]
    let particular: [(UInt, [UInt8])] =
      switch kind {
      case .rsa: [(CKA_MODULUS_BITS, Self.bytes(3072)), (CKA_PUBLIC_EXPONENT, [1, 0, 1])]
      case .p256: [(CKA_EC_PARAMS, Self.p256)]
      case .ed25519: [(CKA_EC_PARAMS, Self.edwards25519)]
      }
    var mechanism = ck_mechanism()
    mechanism.mechanism =
      switch kind {
      case .rsa: CKM_RSA_PKCS_KEY_PAIR_GEN
      case .p256: CKM_EC_KEY_PAIR_GEN
      case .ed25519: CKM_EC_EDWARDS_KEY_PAIR_GEN
      }
    var handles = (ck_object_handle_t(), ck_object_handle_t())
    try Self.withAttributes(both + particular + [(CKA_VERIFY, yes)]) { open, openCount in
      try Self.withAttributes(
        both + [
          (CKA_PRIVATE, yes), (CKA_SENSITIVE, yes), (CKA_EXTRACTABLE, [0]), (CKA_SIGN, yes),
        ]
      ) { secret, secretCount in
        try Self.check(
          functions.C_GenerateKeyPair(
            handle, &mechanism, open, openCount, secret, secretCount, &handles.0, &handles.1),
          "The token makes no \(kind) key")
      }
    }
    guard let made = try keys().first(where: { $0.id == id }) else {
      throw TokenError("The token made a key of a form that is not understood.")
    }
    return made
  }

  func signature(of message: [UInt8], kind: HardwareToken.Kind, id: [UInt8]) throws -> [UInt8] {
    let found = try find([(CKA_CLASS, Self.bytes(CKO_PRIVATE_KEY)), (CKA_ID, id)])
    guard let key = found.first else {
      throw TokenError("The token has the public half of a key without the private one.")
    }
    var mechanism = ck_mechanism()
    mechanism.mechanism =
      switch kind {
      case .rsa: CKM_SHA256_RSA_PKCS
      case .p256: CKM_ECDSA
      case .ed25519: CKM_EDDSA
      }
    try Self.check(functions.C_SignInit(handle, &mechanism, key), "The token does not sign")
    var message = message
    var signature = [UInt8](repeating: 0, count: 1024)
    var count = UInt(signature.count)
    try Self.check(
      functions.C_Sign(handle, &message, UInt(message.count), &signature, &count),
      "The token does not sign")
    return Array(signature.prefix(Int(count)))
  }
}

extension TokenSession {
  /// The curves by name: the object id of P-256, and what PKCS#11 3.0 calls the Edwards curve.
  private static let p256: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
  private static let edwards25519: [UInt8] = [0x13, 0x0C] + Array("edwards25519".utf8)

  private func find(_ template: [(UInt, [UInt8])]) throws -> [ck_object_handle_t] {
    try Self.withAttributes(template) { attributes, count in
      try Self.check(
        functions.C_FindObjectsInit(handle, attributes, count), "The token lists no keys")
    }
    defer { _ = functions.C_FindObjectsFinal(handle) }
    var all: [ck_object_handle_t] = []
    while true {
      var found = [ck_object_handle_t](repeating: 0, count: 64)
      var count: UInt = 0
      try Self.check(
        functions.C_FindObjects(handle, &found, UInt(found.count), &count),
        "The token lists no keys")
      guard count > 0 else { return all }
      all += found.prefix(Int(count))
    }
  }

  /// The bytes of an attribute; nil when the object has none of the kind.
  private func attribute(_ type: UInt, of object: ck_object_handle_t) throws -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 2048)
    return try bytes.withUnsafeMutableBytes { buffer in
      var attribute = ck_attribute(
        type: type, value: buffer.baseAddress, value_len: UInt(buffer.count))
      let code = functions.C_GetAttributeValue(handle, object, &attribute, 1)
      if code == CKR_ATTRIBUTE_TYPE_INVALID || code == CKR_ATTRIBUTE_SENSITIVE { return nil }
      try Self.check(code, "The token does not tell of its keys")
      guard attribute.value_len <= UInt(buffer.count) else { return nil }
      return [UInt8](buffer.prefix(Int(attribute.value_len)))
    }
  }

  private static func withAttributes<Result>(
    _ attributes: [(UInt, [UInt8])],
    _ body: (UnsafeMutablePointer<ck_attribute>, UInt) throws -> Result
  ) throws -> Result {
    var bytes = attributes.flatMap(\.1)
    return try bytes.withUnsafeMutableBytes { buffer in
      var place = 0
      var list = attributes.map { type, value in
        defer { place += value.count }
        return ck_attribute(
          type: type, value: buffer.baseAddress.map { $0 + place }, value_len: UInt(value.count))
      }
      return try list.withUnsafeMutableBufferPointer { pointer in
        guard let start = pointer.baseAddress else { throw TokenError("There is no attribute.") }
        return try body(start, UInt(pointer.count))
      }
    }
  }

  /// A number as the module sees it in memory.
  private static func bytes(_ number: UInt) -> [UInt8] { withUnsafeBytes(of: number, Array.init) }

  private static func check(_ code: ck_rv_t, _ sentence: String) throws {
    guard code != CKR_OK else { return }
    throw TokenError(sentence, code: UInt(code))
  }
}
