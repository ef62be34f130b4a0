import Foundation
import Testing

/// `scripts/setup.sh` in made-up file systems, with programs that only pretend to install.
@Suite struct SetupTests {
  @Test(arguments: ["Linux", "Darwin"]) func nothingMissingIsSilent(system: String) throws {
    let machine = try Machine(system: system, has: Machine.libraries(system))
    let outcome = try machine.setUp()
    #expect(outcome == .init(status: 0, said: "", installed: []))
  }

  @Test func whatIsMissingIsInstalledAfterAnUpdate() throws {
    let machine = try Machine(has: ["/usr/include/gsl/gsl_linalg.h", "/usr/lib64/libgsl.so"])
    let outcome = try machine.setUp()
    #expect(outcome.status == 0)
    #expect(outcome.installed.first == "apt-get update")
    #expect(outcome.installed.last?.hasSuffix(" libopenblas-dev libdnnl-dev zlib1g-dev") == true)
    #expect(outcome.lines == 1)
  }

  @Test func headerWithoutLibraryIsMissing() throws {
    let all = Machine.libraries("Linux")
    for absent in all {
      let outcome = try Machine(has: all.filter { $0 != absent }).setUp()
      #expect(outcome.installed.count == 2, "\(absent) was not missed")
    }
  }

  @Test func linkToNowhereIsMissing() throws {
    let machine = try Machine(has: Machine.libraries("Linux"))
    try machine.replaceByDanglingLink("/usr/lib/x86_64-linux-gnu/libgsl.so")
    #expect(try machine.setUp().installed.last?.hasSuffix(" libgsl-dev") == true)
  }

  @Test func foldersOfTheUserAreSearched() throws {
    let machine = try Machine(has: [
      "/opt/own/include/gsl/gsl_linalg.h", "/opt/own/include/dnnl.h", "/opt/own/lib/libgsl.so",
      "/opt/own/lib/libopenblas.so", "/opt/own/lib/libdnnl.so", "/opt/own/include/zlib.h",
      "/opt/own/lib/libz.so",
    ])
    let folders = ["CPATH": "/nowhere:/opt/own/include", "LIBRARY_PATH": "/opt/own/lib"]
    #expect(try machine.setUp(folders) == .init(status: 0, said: "", installed: []))
  }

  @Test func whoIsNotRootGoesThroughSudo() throws {
    let outcome = try Machine(user: 1000).setUp()
    #expect(outcome.status == 0)
    #expect(outcome.installed.allSatisfy { $0.hasPrefix("sudo ") || $0.hasPrefix("apt-get ") })
    #expect(outcome.installed.filter { $0.hasPrefix("sudo ") }.count == 2)
  }

  @Test func homebrewGetsOpenMPToo() throws {
    let outcome = try Machine(system: "Darwin", has: ["/opt/homebrew/bin/brew"]).setUp()
    #expect(outcome.status == 0)
    #expect(outcome.installed == ["brew install gsl openblas onednn libomp"])
  }

  @Test(arguments: [
    (Machine.Lack.program("swift"), "Swift 6.2"),
    (.program("apt-get"), "no apt-get"),
    (.program("sudo"), "no sudo"),
    (.success, "Unable to locate package libdnnl-dev"),
    (.network, "Failed to fetch Release"),
    (.effect, "not where the compiler looks"),
  ])
  func whatCannotBeDoneIsOneSentence(lack: Machine.Lack, says: String) throws {
    let outcome = try Machine(user: 1000, lacks: lack).setUp()
    #expect(outcome.status == 2)
    let sentence = try #require(outcome.said.split(separator: "\n").last)
    #expect(sentence.hasPrefix("setup: ") && sentence.hasSuffix("."))
    #expect(sentence.contains(says))
    #expect(sentence.contains("this again"))
    #expect(
      outcome.lines == outcome.said.split(separator: "\n").filter { $0.hasPrefix("setup: ") }.count)
  }

  @Test func macWithoutHomebrewAndOtherSystemsAreTold() throws {
    let mac = try Machine(system: "Darwin", lacks: .program("brew")).setUp()
    #expect(mac.status == 2 && mac.lines == 1 && mac.said.contains("Homebrew"))
    let other = try Machine(system: "FreeBSD").setUp()
    #expect(other.status == 2 && other.lines == 1 && other.said.contains("FreeBSD"))
  }
}
