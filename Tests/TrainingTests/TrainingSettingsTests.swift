import Foundation
import Testing
import Training

@Suite struct TrainingSettingsTests {
  @Test func learningRateFallsExponentiallyToItsShare() {
    var settings = TrainingSettings()
    settings.learningRate = 0.1
    settings.steps = 101
    settings.decay = 0.01
    #expect(settings.learningRate(at: 1) == 0.1)
    #expect(abs(settings.learningRate(at: 51) - 0.01) < 1e-15)
    #expect(abs(settings.learningRate(at: 101) - 0.001) < 1e-15)
    settings.decay = 1
    #expect(settings.learningRate(at: 101) == 0.1)
  }

  @Test func badNumberIsNamed() throws {
    typealias Spoiler = (inout TrainingSettings) -> Void
    let spoilers: [(name: String, spoil: Spoiler)] = [
      ("hidden units", { $0.hiddenSize = 0 }), ("layers", { $0.layers = -1 }),
      ("batch", { $0.batch = 0 }), ("steps", { $0.steps = 0 }), ("threads", { $0.threads = 0 }),
      ("learning rate", { $0.learningRate = .nan }), ("learning rate", { $0.learningRate = 0 }),
      ("learning rate", { $0.learningRate = .infinity }), ("decay", { $0.decay = 1.5 }),
      ("decay", { $0.decay = 0 }), ("dropout", { $0.dropout = 1 }),
      ("dropout", { $0.dropout = -0.1 }), ("forget bias", { $0.forgetBias = .infinity }),
      ("initialisation", { $0.initialization = "ones" }),
      ("validation interval", { $0.validateEvery = -1 }),
    ]
    for (name, spoil) in spoilers {
      var settings = TrainingSettings()
      try settings.check()
      spoil(&settings)
      let error = #expect(throws: SettingError.self) { try settings.check() }
      #expect(error?.name == name)
      #expect(error?.description.hasPrefix("\(name) can't be") == true)
    }
  }

  @Test func codingKeepsEverySetting() throws {
    var settings = TrainingSettings()
    settings.optimizer = .rmsprop(smoothing: 0.9, epsilon: 1e-5)
    settings.clipping = .value(0.1)
    settings.truncation = Truncation(window: 20, stride: 5)
    settings.forgetBias = 1
    settings.seed = .max
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
  }
}
