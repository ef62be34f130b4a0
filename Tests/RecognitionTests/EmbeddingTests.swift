import Buffers
import Checkpoints
import Testing

@testable import Recognition

/// The rows that a model looks up.
@Suite struct EmbeddingTests {
  private func checkpoint(_ names: String...) -> Checkpoint {
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    return Checkpoint(
      .npz,
      tensors: names.map { name in
        StoredTensor(
          name: name, .float32, shape: [3, 2], rowMajor: values.withUnsafeBytes { Bytes($0) })
      })
  }

  @Test func onlyMatrixOfThatNameIsTaken() throws {
    let embedding = try Embedding(checkpoint("dense.weight", "word_Embeddings.weight"))
    #expect(embedding.name == "word_Embeddings.weight")
    #expect(try embedding.lookup([2, 0]).elements == [5, 6, 1, 2])
  }

  /// An optimiser keeps matrices of the same names.
  @Test func momentsAreNoEmbedding() throws {
    let embedding = try Embedding(checkpoint("optimizer.embed", "embed"))
    #expect(embedding.name == "embed")
  }

  @Test func severalAreNamedAndNoneIsTaken() throws {
    let two = checkpoint("encoder.embed", "decoder.embed")
    let error = #expect(throws: CheckpointFault.self) { try Embedding(two) }
    #expect(error?.reason.contains("encoder.embed, decoder.embed") == true)
    #expect(try Embedding(two, named: "decoder.embed").name == "decoder.embed")
  }

  @Test func whatIsNotThereIsRefused() throws {
    let error = #expect(throws: CheckpointFault.self) { try Embedding(checkpoint("dense")) }
    #expect(error?.reason.contains("there is none") == true)
    #expect(throws: CheckpointFault.self) { try Embedding(checkpoint("embed"), named: "other") }
    #expect(throws: CheckpointFault.self) { try Embedding(checkpoint("embed")).lookup([3]) }
  }

  /// A file may claim to know any number of characters.
  @Test func lookupIsBounded() throws {
    #expect(throws: CheckpointFault.self) { try Embedding(oneHot: 1 << 40).lookup([7]) }
    let row = try Embedding(oneHot: 100_000).lookup([99_999])
    #expect(row.elements.count == 100_000 && row.elements.last == 1)
  }

  @Test func oneHotRowsAreUnitVectors() throws {
    #expect(try Embedding(oneHot: 3).lookup([1, 0]).elements == [0, 1, 0, 1, 0, 0])
  }
}
