import Foundation

/// A made-up computer: a folder that stands for `/`, and one with the only programs on the PATH.
///
/// `apt-get` and `brew` write down how they were called and create the files that the named packages
/// hold.
final class Machine {
  enum Lack: Sendable {
    case nothing
    case program(String)
    /// `apt-get install` fails.
    case success
    /// `apt-get update` fetches nothing, and says so without failing.
    case network
    /// `apt-get install` claims success and does nothing.
    case effect
  }

  struct Outcome: Equatable {
    let status: Int32
    let said: String
    let installed: [String]
    var lines: Int { said.split(separator: "\n").count }
  }

  private let folder: URL
  private var root: URL { folder.appending(path: "root") }
  private var programs: URL { folder.appending(path: "programs") }

  init(
    system: String = "Linux", user: Int = 0, has files: [String] = [], lacks: Lack = .nothing
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for file in files { try create(file) }
    try addPrograms(system: system, user: user, lacks: lacks)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func libraries(_ system: String) -> [String] {
    system == "Darwin"
      ? [
        "/opt/homebrew/include/gsl/gsl_linalg.h", "/opt/homebrew/lib/libgsl.dylib",
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/opt/homebrew/include/dnnl.h",
        "/opt/homebrew/lib/libdnnl.dylib", "/opt/homebrew/opt/libomp/lib/libomp.dylib",
      ]
      : [
        "/usr/include/gsl/gsl_linalg.h", "/usr/lib/x86_64-linux-gnu/libgsl.so",
        "/usr/lib/x86_64-linux-gnu/libopenblas.so", "/usr/include/dnnl.h",
        "/usr/lib/x86_64-linux-gnu/libdnnl.so", "/usr/include/zlib.h",
        "/usr/lib/x86_64-linux-gnu/libz.so",
      ]
  }

  func setUp(_ variables: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [Repository.root.appending(path: "scripts/setup.sh").path]
    process.environment = variables.merging(
      ["PATH": programs.path, "GRADIENTFLOW_ROOT": root.path]) { first, _ in first }
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let calls = try? String(contentsOf: root.appending(path: "calls"), encoding: .utf8)
    return Outcome(
      status: process.terminationStatus, said: String(decoding: said, as: UTF8.self),
      installed: (calls ?? "").split(separator: "\n").map(String.init))
  }

  func replaceByDanglingLink(_ file: String) throws {
    let path = root.path + file
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "/nowhere/\(UUID().uuidString)")
  }

  private func create(_ file: String) throws {
    let url = root.appending(path: String(file.dropFirst()))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
  }

  private func addPrograms(system: String, user: Int, lacks: Lack) throws {
    let note = #"echo "${0##*/} $*" >>"$GRADIENTFLOW_ROOT/calls""#
    var scripts = [
      "swift": ":", "git": ":", "uname": "[ \"$1\" = -s ] && echo \(system) || echo x86_64",
      "id": "echo \(user)", "sudo": note + #"; "$@""#,
    ]
    let files = Machine.libraries(system).map { #"new "$GRADIENTFLOW_ROOT\#($0)""# }
    let creating = #"new() { mkdir -p "${1%/*}"; : >"$1"; }; "# + files.joined(separator: "; ")
    let installer = system == "Darwin" ? "brew" : "apt-get"
    let refusal = "{ echo Reading; echo 'E: Unable to locate package libdnnl-dev'; exit 100; }"
    scripts[installer] =
      switch lacks {
      case .success: note + #"; [ "$1" = update ] || "# + refusal
      case .network:
        note + #"; if [ "$1" = update ]; then echo 'W: Failed to fetch Release'; else "# + refusal
          + "; fi"
      case .effect: note
      default: note + #"; [ "$1" = update ] || { "# + creating + "; }"
      }
    if case .program(let name) = lacks { scripts[name] = nil }
    for (name, body) in scripts { try add(name, "#!/bin/sh\n\(body)\n") }
    for name in ["env", "grep", "tail", "mkdir"] { try addReal(name) }
  }

  private func addReal(_ name: String) throws {
    let places = ["/usr/bin/", "/bin/"].map { $0 + name }
    guard let place = places.first(where: FileManager.default.isExecutableFile) else {
      throw CocoaError(.fileNoSuchFile)
    }
    try FileManager.default.createSymbolicLink(
      atPath: programs.appending(path: name).path, withDestinationPath: place)
  }

  private func add(_ name: String, _ script: String) throws {
    let path = programs.appending(path: name).path
    try Data(script.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
