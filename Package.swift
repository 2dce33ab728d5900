// swift-tools-version: 6.3
import PackageDescription

/// A wall is worth a target only where a breach would hurt; an arrow below is the only import
/// allowed (`swift build --explicit-target-dependency-import-check error` refuses the others).
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(
  name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(
  name: "HummingbirdCore", package: "hummingbird")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "conferral",
  products: [.executable(name: "conferral", targets: ["conferral"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", exact: "1.4.0",
      traits: ["YAML", "CommandLineArguments"]),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CPKCS11", pkgConfig: "p11-kit-1", providers: [.apt(["libp11-kit-dev"])]),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(
      name: "CRSVG", pkgConfig: "librsvg-2.0", providers: [.apt(["librsvg2-dev"])]),
    library("Postgres", ["CLibpq", logging]),
    .target(
      name: "Schema", path: "sql", exclude: [],
      resources: [.copy("migrations"), .copy("invariants")],
      swiftSettings: strict),
    library("LocalCluster", ["Schema", logging]),
    library("Microcredentials"),
    library("ProgramFiles", ["Microcredentials", yams]),
    .target(
      name: "Rosters", dependencies: ["Microcredentials", yams],
      resources: [.copy("Mappings")], swiftSettings: strict),
    library("LinkedData", [crypto]),
    library("OpenBadges", ["LinkedData", "CZlib", crypto, cryptoExtras]),
    library("HardwareTokens", ["CPKCS11"]),
    library(
      "Filing", ["CZlib", crypto, httpClient, logging, nio, nioFoundation, nioHTTP1, nioPosix]),
    library("OpenIDConnect", [crypto, httpClient, jwt, logging, nio, nioFoundation, nioHTTP1]),
    library("Prometheus", [metrics]),
    library("Artwork", ["CQREncode", "CRSVG"]),
    library("Curl", ["CCurl"]),
    library("Mail", ["CCurl", "Curl"]),
    .target(
      name: "FeedProfiles", dependencies: ["Microcredentials", "Rosters", crypto, yams],
      resources: [.copy("Profiles")], swiftSettings: strict),
    library("Delivery", ["CCurl", "Curl", crypto]),
    library("Spreadsheets", ["CZlib", "Microcredentials"]),
    library("Storage", ["Microcredentials", "Postgres"]),
    library(
      "Office",
      [
        "Artwork", "Delivery", "FeedProfiles", "Filing", "HardwareTokens", "LinkedData", "Mail",
        "Microcredentials", "OpenBadges", "Postgres", "ProgramFiles", "Rosters", "Spreadsheets",
        "Storage", crypto,
        cryptoExtras,
        logging, metrics,
      ]),
    library(
      "Web",
      [
        "Artwork", "CZlib", "FeedProfiles", "Filing", "LinkedData", "Microcredentials",
        "OpenBadges", "Office",
        "OpenIDConnect", "Postgres", "Prometheus", "Spreadsheets", "Storage", crypto, cryptoExtras,
        httpTypes,
        hummingbird,
        hummingbirdCore, lifecycle,
        logging,
        metrics, mustache, nio,
      ]),
    .executableTarget(
      name: "conferral",
      dependencies: [
        "Artwork", "Delivery", "FeedProfiles", "Filing", "HardwareTokens", "LinkedData",
        "LocalCluster", "Mail",
        "Microcredentials", "Office", "OpenBadges", "OpenIDConnect", "Postgres", "ProgramFiles",
        "Prometheus", "Rosters",
        "Schema", "Spreadsheets", "Storage", "Web",
        argumentParser, configuration, crypto, httpClient, hummingbird, lifecycle, logging, metrics,
        nio, system, unixSignals,
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["LocalCluster", "Postgres", "Schema", logging],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("PostgresTests", ["LocalCluster", "Postgres"]),
    tests("LinkedDataTests", ["LinkedData"]),
    tests("MicrocredentialsTests", ["Microcredentials", "ProgramFiles"]),
    .testTarget(
      name: "ProgramFilesTests", dependencies: ["Microcredentials", "ProgramFiles", "TestSupport"],
      exclude: ["Programs"], swiftSettings: strict),
    tests("RostersTests", ["Microcredentials", "Rosters"]),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "Artwork", "Delivery", "FeedProfiles", "Filing", "HardwareTokens", "LinkedData",
        "LocalCluster", "Mail",
        "Microcredentials", "Office", "OpenBadges", "OpenIDConnect", "Postgres", "ProgramFiles",
        "Prometheus", "Rosters",
        "Schema", "Spreadsheets", "Storage",
        "TestSupport", "Web", "conferral", crypto, httpClient, httpTypes, hummingbird, jwt, logging,
        nio, nioHTTP1,
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ], exclude: ["API/Golden", "Reports/Golden"], swiftSettings: strict),
    tests("OpenBadgesTests", ["LinkedData", "OpenBadges", crypto]),
    tests("FilingTests", ["Filing", crypto, httpClient, logging, nio]),
    tests("OpenIDConnectTests", ["OpenIDConnect", crypto, httpClient, jwt, logging, nio]),
    tests("PrometheusTests", ["Prometheus", metrics]),
    tests("ArtworkTests", ["Artwork"]),
    tests("MailTests", ["Mail"]),
    .testTarget(
      name: "FeedProfilesTests",
      dependencies: ["FeedProfiles", "Microcredentials", "Rosters", "TestSupport", crypto],
      exclude: ["Golden", "Peers"], swiftSettings: strict),
    tests("SpreadsheetsTests", ["Microcredentials", "Spreadsheets"]),
    tests("DeliveryTests", ["Curl", "Delivery", crypto]),
  ],
  swiftLanguageModes: [.v6]
)
