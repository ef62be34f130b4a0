import Autodiff
import LinearAlgebra
import Reinforcement
import Testing
import Training

@Suite struct ReplayMemoryTests {
  /// Episodes of `length` steps whose observations count up: step k goes from k + (its episode's
  /// number) on, action k % 3, reward k.
  func filled(
    capacity: Int, steps: Int, episode length: Int, truncates: Bool = false
  ) throws -> ReplayMemory<Float> {
    var memory = try ReplayMemory<Float>(capacity: capacity, observationShape: [2])
    var (observation, inEpisode) = (0, 0)
    func show(_ body: (UnsafeBufferPointer<Float>) -> Void) {
      [Float(observation), -Float(observation)].withUnsafeBufferPointer(body)
    }
    show { memory.begin($0) }
    for step in 0..<steps {
      (observation, inEpisode) = (observation + 1, inEpisode + 1)
      let ends = inEpisode == length
      show {
        memory.append(
          action: step % 3, reward: Double(step), next: $0, terminated: ends && !truncates,
          truncated: ends && truncates)
      }
      guard ends else { continue }
      (observation, inEpisode) = (observation + 1, 0)
      show { memory.begin($0) }
    }
    return memory
  }

  @Test("the ring holds exactly the last N transitions", arguments: [1, 5, 9, 10, 11, 37])
  func ring(steps: Int) throws {
    let memory = try filled(capacity: 10, steps: steps, episode: 4)
    #expect(memory.count == min(10, steps))
    for age in 0..<memory.count {
      let (step, batch) = (steps - 1 - age, memory.transition(age: age))
      #expect(batch.rewards == [Float(step)])
      #expect(batch.actions == [Int32(step % 3)])
      #expect(batch.observations.array == [Float(step + step / 4), -Float(step + step / 4)])
      #expect(batch.nextObservations[0, 0] == batch.observations[0, 0] + 1)
      #expect(batch.terminal == [step % 4 == 3])
      #expect(batch.ages == [age] && batch.indices == [step % 10])
    }
  }

  @Test("episodes of one step still leave room for N transitions")
  func shortEpisodes() throws {
    let memory = try filled(capacity: 10, steps: 100, episode: 1)
    #expect(memory.count == 10)
    #expect(memory.transition(age: 9).observations[0, 0] == 180)
  }

  @Test("a truncated step isn't terminal, so that its target bootstraps")
  func truncated() throws {
    let memory = try filled(capacity: 8, steps: 8, episode: 4, truncates: true)
    #expect((0..<8).allSatisfy { memory.transition(age: $0).terminal == [false] })
    #expect(memory.endings == (0, 0.25))
    #expect(try filled(capacity: 8, steps: 8, episode: 4).endings == (0.25, 0))
  }

  @Test("uniform sampling takes every transition equally often")
  func uniform() throws {
    let memory = try filled(capacity: 10, steps: 25, episode: 4)
    var generator = RandomGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100 {
      for index in memory.sample(100, using: &generator).indices { counts[index] += 1 }
    }
    // 1000 each with a standard deviation of 30.
    #expect(counts.allSatisfy { abs($0 - 1000) < 150 }, "\(counts)")
  }

  @Test("consecutive sampling takes transitions that followed one another, the newest too")
  func consecutive() throws {
    let memory = try filled(capacity: 10, steps: 25, episode: 4)
    var generator = RandomGenerator(seed: 3)
    var newest: Set<Int> = []
    for _ in 0..<200 {
      let batch = memory.consecutive(4, using: &generator)
      #expect(zip(batch.ages, batch.ages.dropFirst()).allSatisfy { $0 - $1 == 1 })
      newest.insert(batch.ages[3])
    }
    #expect(newest == Set(0...6))
  }

  @Test("a stack of frames is put together again as it was shown, each frame stored once")
  func stacks() throws {
    var (world, generator) = (PixelEnvironment(seed: 5), RandomGenerator(seed: 6))
    var memory = try ReplayMemory<UInt8>(
      capacity: 40, observationShape: world.observationShape, stackedFrames: 4)
    var shown: [(before: [UInt8], after: [UInt8])] = []
    world.observation().withUnsafeBufferPointer { memory.begin($0) }
    for _ in 0..<60 {
      let before = world.observation()
      let outcome = try world.step(generator.integer(below: 3))
      shown.append((before, world.observation()))
      shown.last!.after.withUnsafeBufferPointer {
        memory.append(
          action: 0, reward: 0, next: $0, terminated: outcome.terminated, truncated: false)
      }
      guard outcome.isOver else { continue }
      world.reset()
      world.observation().withUnsafeBufferPointer { memory.begin($0) }
    }
    #expect(memory.count == 40)
    for age in 0..<40 {
      let (batch, truth) = (memory.transition(age: age), shown[59 - age])
      #expect(batch.observations.array == truth.before.map { Float($0) * (1 / 255) })
      #expect(batch.nextObservations.array == truth.after.map { Float($0) * (1 / 255) })
    }
    // 9/8 of 40 frames and two stacks, where stacks of their own would be 320 frames.
    #expect(memory.bytes < 54 * 84 * 84 + 40 * 64)
  }

  @Test("a memory that the machine doesn't have is an error with a number")
  func tooLarge() throws {
    let error = #expect(throws: SettingError.self) {
      try ReplayMemory<Float>(capacity: 1_000_000_000_000, observationShape: [4])
    }
    #expect(try #require(error).description.contains("this machine's memory"))
    #expect(throws: SettingError.self) {
      try ReplayMemory<Float>(capacity: Int.max / 2, observationShape: [84, 84])
    }
    #expect(throws: SettingError.self) {
      try ReplayMemory<Float>(capacity: 0, observationShape: [4])
    }
  }
}
