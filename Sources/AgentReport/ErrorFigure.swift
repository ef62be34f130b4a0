import Charts
import Reinforcement
import Report

/// TD errors, loss, gradient.
enum ErrorFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    (batch(run) + heldOut(run) + training(run)).under("What the loss sees")
  }

  private static func batch(_ run: AgentSeries) -> [Block] {
    percentiles(run, "td-errors", "TD error of the batches") { $0.replay?.all }
  }

  private static func heldOut(_ run: AgentSeries) -> [Block] {
    percentiles(run, "held-out-errors", "TD error of the held-out transitions") { $0.heldOut?.all }
  }

  private static func percentiles(
    _ run: AgentSeries, _ id: String, _ title: String,
    _ errors: @escaping (BellmanPoint) -> ErrorSummary?
  ) -> [Block] {
    let series = [
      run.curve("largest", .rose) { errors($0)?.maximum },
      run.curve("99 %", .ochre) { errors($0)?.percentile99 },
      run.curve("95 %", .slate) { errors($0)?.percentile95 },
      run.curve("root mean square", .neutral, .dotted) { errors($0)?.rootMeanSquare },
      run.curve("median", .violet) { errors($0)?.median },
    ]
    return run.figure(
      id, title, y: "|δ|", scale: .logarithmic,
      alt:
        "Percentiles of the magnitude of the TD error over environment steps, log scale.", series,
      caption:
        "$\\delta = r + \\gamma \\max_{a'} Q(s', a') - Q(s, a)$, the future from the target network and left out after an end. A percentile is the magnitude that so many errors don't exceed."
    )
  }

  private static func training(_ run: AgentSeries) -> [Block] {
    let clipped = run.points.contains { $0.clip?.didBind == true }
    let series = [
      run.curve("loss", .violet) { $0.loss },
      run.curve("norm of the gradient", .ochre) { $0.clip?.normBefore },
      clipped ? run.curve("after clipping", .ochre, .dashed) { $0.clip?.normAfter } : nil,
    ]
    return run.figure(
      "training", "Loss and gradient", y: "of the batch", scale: .logarithmic,
      alt:
        "Loss and gradient norm over environment steps, log scale.", series,
      caption:
        "What most training loops log. It can fall while the values are wrong, and rise while they get better, because the targets move."
    )
  }
}
