// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on GradientFlow builds its benchmarks.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "GradientFlow", path: "..")],
  targets: [
    .executableTarget(
      name: "bench", dependencies: [.product(name: "GradientFlow", package: "GradientFlow")])
  ],
  swiftLanguageModes: [.v6]
)
