import Autodiff
import LinearAlgebra
import Testing

@Suite struct TensorTests {
  @Test func writingToACopyLeavesTheOriginal() {
    let original = Tensor<Float>(shape: [2, 2], [1, 2, 3, 4])
    var copy = original
    copy[1, 0] = 9
    #expect(original.array == [1, 2, 3, 4])
    #expect(copy.array == [1, 2, 9, 4])
    var view = original.leading(1)
    view[1] = 7
    #expect(view.array == [3, 7])
    #expect(original.array == [1, 2, 3, 4])
  }

  @Test func aTensorAloneIsWrittenInPlace() {
    var tensor = Tensor<Float>(shape: [2], [1, 2])
    let before = tensor.withUnsafePointer { $0 }
    tensor[0] = 5
    tensor += Tensor(shape: [2], [1, 1])
    #expect(tensor.withUnsafePointer { $0 } == before)
    #expect(tensor.array == [6, 3])
  }

  @Test func aViewReadsItsPart() {
    let tensor = Tensor<Double>(shape: [3, 2, 2], doubles: (0..<12).map(Double.init))
    #expect(tensor.leading(1).array == [4, 5, 6, 7])
    #expect(tensor.leading(1).leading(1).array == [6, 7])
    #expect(tensor.leading(2).sum == 38)
    #expect(tensor.sliced(axis: 0, 1..<3).array == (4..<12).map(Double.init))
    #expect(tensor.sliced(axis: 1, 1..<2).array == [2, 3, 6, 7, 10, 11])
    #expect(tensor[2, 0, 1] == 9)
    #expect(tensor.leading(1).reshaped([-1, 1]).shape == [4, 1])
  }

  @Test func precisionsConvert() {
    let single = Tensor<Float>(shape: [3], [0.1, -2, .infinity])
    let double = Tensor<Double>(single)
    #expect(double.array == [Double(Float(0.1)), -2, .infinity])
    #expect(Tensor<Float>(double) == single)
    #expect(Tensor<Double>(double) == double)
    #expect(single.doubles == double.array)
  }

  @Test func matricesConvert() {
    let matrix = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    let tensor = Tensor<Float>(matrix)
    #expect(tensor.shape == [2, 3])
    #expect(Matrix(tensor) == matrix)
    #expect(Matrix(tensor.reshaped([1, 2, 3])) == matrix)
  }

  @Test func reductionsSeeEveryElement() {
    let tensor = Tensor<Float>(shape: [4], [1, -2, 3, 0])
    #expect(tensor.sum == 2)
    #expect(tensor.sumOfSquares == 14)
    #expect(tensor.maxMagnitude == 3)
    #expect(tensor.isFinite)
    for bad in [Float.nan, .infinity, -.infinity] {
      for place in 0..<4 {
        var broken = tensor
        broken[place] = bad
        #expect(!broken.isFinite)
      }
    }
    let empty = Tensor<Float>.zeros([0])
    #expect(empty.sum == 0)
    #expect(empty.isFinite)
  }

  @Test func arithmeticBroadcasts() {
    let column = Tensor<Double>(shape: [2, 1], [10, 20])
    let row = Tensor<Double>(shape: [3], [1, 2, 4])
    #expect((column + row).array == [11, 12, 14, 21, 22, 24])
    #expect((column - row).array == [9, 8, 6, 19, 18, 16])
    #expect((column * row).array == [10, 20, 40, 20, 40, 80])
    #expect((column / row).array == [10, 5, 2.5, 20, 10, 5])
    #expect((row - column).array == [-9, -8, -6, -19, -18, -16])
    #expect((row / Tensor.scalar(2)).array == [0.5, 1, 2])
    #expect((Tensor.scalar(4) / row).array == [4, 2, 1])
    #expect((-row).array == [-1, -2, -4])
  }

  @Test func aDescriptionNamesTheShape() {
    #expect(Tensor<Double>(shape: [2], [1, 2]).description == "[2] [1.0, 2.0]")
    #expect(Tensor<Double>.zeros([100]).description.hasSuffix(", ...]"))
  }
}
