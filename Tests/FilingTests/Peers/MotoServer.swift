import TestSupport

@testable import Filing

extension MotoServer {
  func options(secret: String? = nil, bucket: String? = nil) throws -> ObjectStorageOptions {
    var options = try ObjectStorageOptions(
      endpoint: access.endpoint, region: "us-east-1", bucket: bucket ?? access.bucket,
      prefix: "files/", accessKey: access.accessKey, secret: Secret(secret ?? access.secret))
    options.pause = .milliseconds(10)
    return options
  }
}
