import Crypto
import Foundation

/// Brings files into a folder of this computer. A name appears when all of the file is on the disk,
/// and never stands for another content than the parcel's.
struct DirectoryDrop {
  let place: DirectoryPlace
  let isStopped: () -> Bool

  func bring(_ parcel: Parcel) -> DeliveryOutcome {
    guard let folder = Descriptor(open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else {
      return trouble("opened").outcome
    }
    do throws(Hitch) {
      let reader: ParcelReader
      do { reader = try ParcelReader(parcel) } catch { throw Hitch(error) }
      let isNew = try put(reader, parcel.sha256, as: parcel.name, in: folder)
      let (name, bytes) = parcel.sidecar
      _ = try put(ParcelReader(bytes), Array(SHA256.hash(data: bytes)), as: name, in: folder)
      return .brought("\(parcel.name) \(isNew ? "was written" : "was there already").")
    } catch {
      return error.outcome
    }
  }

  /// False when it was there already.
  private func put(
    _ reader: ParcelReader, _ sha256: [UInt8], as name: String, in folder: Descriptor
  ) throws(Hitch) -> Bool {
    let part = ".\(name).part"
    if try isThere(name, reader.size, sha256, in: folder) { return false }
    let file = try begin(part, in: folder)
    do throws(Hitch) {
      try fill(file, from: reader)
      guard fchmod(file.number, place.permissions) == 0, fsync(file.number) == 0 else {
        throw trouble("written")
      }
      if isStopped() { throw .stopped }
      let isNew = try publish(part, as: name, in: folder)
      if !isNew, try !isThere(name, reader.size, sha256, in: folder) { throw .taken(name) }
      if !isNew { unlinkat(folder.number, part, 0) }
      guard fsync(folder.number) == 0 else { throw trouble("written to the disk") }
      return isNew
    } catch {
      // Half a file would take the room that may be what is missing.
      unlinkat(folder.number, part, 0)
      throw error
    }
  }

  /// Whether the name stands for these bytes; throws when it stands for others.
  private func isThere(
    _ name: String, _ size: Int, _ sha256: [UInt8], in folder: Descriptor
  ) throws(Hitch) -> Bool {
    guard let facts = folder.facts(of: name) else {
      if errno == ENOENT { return false }
      throw trouble("looked into")
    }
    guard facts.isRegular, facts.size == size, let file = folder.file(name) else {
      throw .taken(name)
    }
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    var offset = 0
    while offset < size {
      if isStopped() { throw .stopped }
      let count = piece.withUnsafeMutableBytes { file.read(into: $0, at: offset) }
      guard count > 0 else { throw .taken(name) }
      hash.update(data: piece[..<count])
      offset += count
    }
    guard Array(hash.finalize()) == sha256 else { throw .taken(name) }
    return true
  }

  /// The unfinished file, empty and held by nobody else. One of a process that died is used again,
  /// unless the file has a finished name as well.
  private func begin(_ part: String, in folder: Descriptor) throws(Hitch) -> Descriptor {
    for _ in 0..<8 {
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      guard let file = Descriptor(openat(folder.number, part, flags, 0o600)) else {
        throw trouble("written into")
      }
      guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
        throw Hitch(.refusedForNow("Another process is bringing the same file at this moment."))
      }
      guard let facts = file.facts(), facts.isRegular else { throw trouble("written into") }
      if facts.links == 1, facts == folder.facts(of: part) {
        guard ftruncate(file.number, 0) == 0 else { throw trouble("written into") }
        return file
      }
      if facts.links > 1 { unlinkat(folder.number, part, 0) }
    }
    throw Hitch(.refusedForNow("Somebody else changes files of ours in the folder all the time."))
  }

  private func fill(_ file: Descriptor, from reader: ParcelReader) throws(Hitch) {
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    while true {
      if isStopped() { throw .stopped }
      let count = piece.withUnsafeMutableBytes { reader.read($0) }
      guard let count else { throw Hitch(.refusedForNow(reader.fault ?? "")) }
      if count == 0 { return }
      let isWritten = piece.withUnsafeBytes {
        file.write(UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      guard isWritten else { throw trouble("written into") }
    }
  }

  private static let pieceSize = 256 * 1_024
}

/// The last step, and what goes wrong.
extension DirectoryDrop {
  private typealias Rename =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32

  /// renameat2, which Swift's Glibc leaves out.
  private static let rename = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Rename.self) }

  /// Gives the file its name; false when the name is there already. Where the file system cannot
  /// rename without overwriting (NFS), a second name and the loss of the first one do the same.
  private func publish(
    _ part: String, as name: String, in folder: Descriptor
  ) throws(Hitch) -> Bool {
    let exclusively: UInt32 = 1
    errno = ENOSYS
    if let rename = Self.rename,
      rename(folder.number, part, folder.number, name, exclusively) == 0
    {
      return true
    }
    if [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) {
      if linkat(folder.number, part, folder.number, name, 0) == 0 {
        unlinkat(folder.number, part, 0)
        return true
      }
    }
    if errno == EEXIST { return false }
    throw trouble("written into")
  }

  private func trouble(_ deed: String, number: Int32 = errno) -> Hitch {
    let folder = "The folder \(place.path)"
    return switch number {
    case ENOENT, ENOTDIR:
      Hitch(.unreachable("\(folder) is not there: make it, or mount what it lies on."))
    case EACCES, EPERM:
      Hitch(
        .unreachable(
          "\(folder) cannot be \(deed) by us: let the daemon's user read and write it."))
    case EROFS:
      Hitch(
        .unreachable(
          "\(folder) is read-only for us: mount it writable, or name it in ReadWritePaths= of the"
            + " service."))
    case ENOSPC, EDQUOT:
      Hitch(.refusedForNow("\(folder) has no room for it: make room there."))
    case ELOOP, ENXIO:
      Hitch(.refused("\(folder) has a link or a pipe where our unfinished file goes: remove it."))
    default:
      Hitch(.unreachable("\(folder) cannot be \(deed): \(SystemWords.last(number))."))
    }
  }
}
