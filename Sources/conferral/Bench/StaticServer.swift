import Foundation
import Office

/// nginx with the files of a folder, as the floor of what a web server can do; and wrk, which loads
/// both alike.
struct StaticServer {
  let port: Int
  private let process: Process

  /// Starts it on a free port and waits until it answers.
  init(files: URL, in folder: URL) throws {
    let program = try Self.program("nginx")
    port = try LoopbackSocket.freePort()
    let configuration = """
      daemon off;
      worker_processes auto;
      pid \(folder.path)/nginx.pid;
      error_log \(folder.path)/nginx.log;
      events { worker_connections 512; }
      http {
        access_log off;
        sendfile on;
        tcp_nopush on;
        open_file_cache max=100;
        keepalive_requests 1000000;
        types { text/html html; application/json json; }
        client_body_temp_path \(folder.path)/body;
        proxy_temp_path \(folder.path)/proxy;
        fastcgi_temp_path \(folder.path)/fastcgi;
        uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        server { listen 127.0.0.1:\(port); root \(files.path); }
      }
      """
    let file = folder.appendingPathComponent("nginx.conf")
    try configuration.write(to: file, atomically: true, encoding: .utf8)
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-c", file.path, "-e", "\(folder.path)/nginx.log"]
    _ = try process.startFree()
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      if (try? HTTPPeer(port: port)) != nil { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Refusal(.unavailable, "nginx did not start: \(folder.path)/nginx.log says why.")
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }

  fileprivate static func program(_ name: String) throws -> String {
    for folder in ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"] {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw Refusal(.unavailable, "\(name) is not there: `apt-get install nginx-light wrk`.")
  }
}

/// What wrk saw of one address.
struct WebLoad {
  /// Answers a second.
  let rate: Double

  /// Loads an address for some seconds through 32 connections; throws when an answer was no success.
  init(port: Int, path: String, accept: String, seconds: Int) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try StaticServer.program("wrk"))
    process.arguments = [
      "-t", "1", "-c", "32", "-d", "\(seconds)s", "-H", "Accept: \(accept)",
      "http://127.0.0.1:\(port)\(path)",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    _ = try process.startFree()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    guard process.terminationStatus == 0,
      let line = lines.first(where: { $0.hasPrefix("Requests/sec:") }),
      let rate = Double(line.dropFirst(13).trimmingCharacters(in: .whitespaces))
    else { throw Refusal(.unavailable, "wrk told no rate: \(text)") }
    guard !lines.contains(where: { $0.hasPrefix("Non-2xx") }) else {
      throw Refusal(.unavailable, "Some answers were no success: \(text)")
    }
    self.rate = rate
  }
}
