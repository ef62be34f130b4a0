import Reinforcement

extension ProbeLesson {
  /// Where an agent with a fault comes to rest, in a process that is deterministic: 200 sweeps of *its* Bellman
  /// equation, in which the fault stands as it does in its update.
  ///
  /// - Parameter unlearned: Q of its first target, [S, A].
  static func fixedPoint(
    of fault: Sabotage?, _ mdp: MDP, _ unlearned: ActionValues
  ) -> ActionValues {
    var q = ActionValues(states: mdp.stateCount, actions: mdp.actionCount)
    for _ in 0..<200 {
      let target = fault == .targetNeverCopied ? unlearned : q
      for s in 0..<mdp.stateCount {
        for a in 0..<mdp.actionCount {
          let outcome = mdp.outcomes(s, a).first!
          let next = fault == .nextStateIsState ? s : outcome.next
          let isMasked = outcome.terminal && fault != .noTerminalMask
          let trained = fault == .wrongAction ? (a + 1) % mdp.actionCount : a
          q[s, trained] =
            (fault == .rewardSignFlipped ? -outcome.reward : outcome.reward)
            + (isMasked ? 0 : mdp.discount * target.maximum(at: next))
        }
      }
    }
    return q
  }

  /// What should be said of an agent: a fault that can't be seen in a probe leaves it healthy there; one that has an alarm of
  /// its own is named; of the others it is said that something is wrong.
  static func expected(_ fault: Sabotage?, _ probe: Probe) -> ProbeVerdict {
    switch fault {
    case nil: .healthy
    case .noTerminalMask, .targetNeverCopied: .named
    case .wrongAction:
      // With one action the next one is the same.
      probe == .actionDecides || probe == .actionMatchesObservation ? .notDecided : .healthy
    case .rewardSignFlipped: .notDecided
    // Where every step ends the episode, nobody asks what comes next.
    case .nextStateIsState: probe == .twoSteps ? .notDecided : .healthy
    }
  }

  /// The fewest probes of which every fault is seen in at least one.
  static func fewestProbes(_ m: Measurements) -> Int? {
    let seen = Sabotage.allCases.map { fault in
      Set(m.trials(fault).filter { $0.verdict != .healthy }.map(\.probe.rawValue))
    }
    let sets = (1..<32).filter { set in
      seen.allSatisfy { $0.contains { probe in set >> (probe - 1) & 1 == 1 } }
    }
    return sets.map(\.nonzeroBitCount).min()
  }

  /// The faults that are found when the exact values are taken out of the recordings.
  static func foundWithoutTruth(_ m: Measurements) -> [Sabotage] {
    Sabotage.allCases.filter { fault in
      m.trials(fault).contains { trial in
        var blind = trial.recording
        for k in blind.points.indices { blind.points[k].truth = nil }
        return BellmanJudgement(blind).hasFailed
      }
    }
  }
}
