import Logging

extension Logger {
  /// What a daemon tells of provoked faults is no news in a test.
  static let quiet: Logger = {
    var logger = Logger(label: "scenario")
    logger.logLevel = .critical
    return logger
  }()
}
