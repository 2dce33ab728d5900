import CCurl
import Crypto
import Curl
import Foundation

/// Brings files to a folder on a server that speaks SFTP.
///
/// A file is looked for first, and read back when it is there. Otherwise it goes up as `.NAME.part`,
/// is renamed when all of it is there, and read back where that is allowed; SFTP's rename does not
/// replace a file (OpenSSH makes a second link, and takes the first one away), and when it fails the
/// file is looked for again.
/// Nothing in SFTP makes the server write to its disk: a server that loses power may lose it.
struct SFTPDrop {
  let place: SFTPPlace
  let patience: Patience
  let sockets: OpenSockets

  func bring(_ parcel: Parcel) -> DeliveryOutcome {
    do throws(Hitch) {
      let reader: ParcelReader
      do { reader = try ParcelReader(parcel) } catch { throw Hitch(error) }
      let session = try SFTPSession(place: place, patience: patience, sockets: sockets)
      let isNew = try put(reader, parcel.sha256, as: parcel.name, in: session)
      let (name, bytes) = parcel.sidecar
      _ = try put(ParcelReader(bytes), Array(SHA256.hash(data: bytes)), as: name, in: session)
      return .brought("\(parcel.name) \(isNew ? "was uploaded" : "was there already").")
    } catch {
      return error.outcome
    }
  }

  /// False when it was there already.
  private func put(
    _ reader: ParcelReader, _ sha256: [UInt8], as name: String, in session: SFTPSession
  ) throws(Hitch) -> Bool {
    func isThere() throws(Hitch) -> Bool {
      switch try session.look(for: name, size: reader.size, sha256: sha256) {
      case .same: true
      case .other: throw Hitch.taken(name)
      // In a folder that is for writing only nothing can be read back.
      case .missing, .unreadable: false
      }
    }
    if try isThere() { return false }
    let part = ".\(name).part"
    if try session.upload(reader, as: part, then: name) {
      // Servers were seen that say yes to everything and keep nothing, as when a quota is used up.
      if case .other = try session.look(for: name, size: reader.size, sha256: sha256) {
        throw Hitch(
          .refusedForNow(
            "The SFTP server took \(name), but keeps other bytes than were sent: look whether it has"
              + " room, and take the file away."))
      }
      return true
    }
    do throws(Hitch) {
      if try isThere() {
        session.remove(part)
        return false
      }
    } catch {
      session.remove(part)
      throw error
    }
    throw Hitch(
      .refusedForNow(
        "The SFTP server took \(name), but would not give it its name: look whether a file of this"
          + " name is there, and whether \(place.user) may rename files in the folder."))
  }
}
