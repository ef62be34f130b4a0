import Foundation
import LinearAlgebra
import Recurrent

extension Verdict {
  /// What the weights alone decide about every input: a proof where a certificate reaches, `not
  /// decided` elsewhere.
  /// - Parameters:
  ///   - length: T.
  ///   - inputBound: the bound on |x_j| that a gated cell's proof assumes.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: that of `Criterion` and `Certificate.all`.
  public static func judging(
    _ weights: CellWeights, length T: Int, inputBound: Double = 1
  ) throws -> Verdict {
    judging(
      try Criterion(weights), try Certificate.all(weights, inputBound: inputBound), length: T)
  }

  /// Judges weights on named inputs: the proof or its absence from the weights, then each measured
  /// transport.
  ///
  /// - Parameters:
  ///   - length: T; each input has at least as many steps, and is measured over its first T.
  ///   - inputs: what to measure on; none leaves what the weights alone decide.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: O(T) applications of a Jacobian to n vectors for each input.
  public static func judging(
    _ weights: CellWeights, length T: Int, inputs: [NamedInput]
  ) throws -> [Verdict] {
    let criterion = try Criterion(weights)
    var verdicts = [judging(criterion, try Certificate.all(weights), length: T)]
    for input in inputs.map({ $0.prefix(T) }) {
      let run = trajectory(weights, inputs: input.values, initial: input.initial)
      verdicts += judging(
        byLag: try transport(of: run.jacobians).byLag, input: input.name,
        reason: VerdictReason(run, criterion).clause)
    }
    return verdicts
  }

  /// The verdict of the criterion and the certificates over T steps.
  static func judging(
    _ criterion: Criterion, _ certificates: [Certificate], length T: Int
  ) -> Verdict {
    let proofs = certificates.compactMap { proof in
      proof.logBound(length: T).map { (proof, $0) }
    }
    guard let (certificate, bound) = proofs.min(by: { $0.1 < $1.1 }) else {
      return withoutProof(criterion, certificates, T)
    }
    let threshold = log(VerdictThreshold.vanishing)
    let holds = "\(certificate.inequality) holds (\(number(certificate.quantity)))"
    return Verdict(
      kind: bound < threshold ? .vanishing : .notDecided, length: T,
      evidence: Evidence(
        quantity: "upper bound of ||ds_T/ds_0||", value: bound, threshold: threshold,
        isLogarithm: true),
      strength: .proof,
      sentence: bound < threshold
        ? "\(holds): \(certificate.statement)."
        : "\(holds), so the gradient vanishes in the end; over \(T) steps the bound still leaves "
          + "room for \(number(expOf: bound)). Measure it on an input.")
  }

  private static func withoutProof(
    _ criterion: Criterion, _ certificates: [Certificate], _ T: Int
  ) -> Verdict {
    // The first certificate is the plain norm for a vanilla RNN, and the sharpest for the others.
    let first = certificates[0]
    let block = criterion.blocks[0]
    return Verdict(
      kind: .notDecided, length: T,
      evidence: Evidence(
        quantity: first.quantityName, value: first.quantity, threshold: first.limit,
        isLogarithm: false),
      strength: .necessaryCondition,
      sentence: criterion.gamma == nil
        ? "No certificate holds, so the weights alone prove nothing either way, as with most "
          + "trained networks. Measure it on an input."
        : "sigma_max(W_hh) = \(number(block.sigmaMax)) is not below 1: the gradient can explode, and "
          + "nothing proves that it does; with a spectral radius of "
          + "\(number(block.spectralRadius)) it may as well vanish. Measure it on an input.")
  }
}
