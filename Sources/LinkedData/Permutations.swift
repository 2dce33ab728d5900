/// Steps an array to its next permutation in lexicographic order; equal numbers are not told apart,
/// so that each different order comes up once.
func nextPermutation(_ values: inout [Int]) -> Bool {
  var pivot = values.count - 2
  while pivot >= 0, values[pivot] >= values[pivot + 1] { pivot -= 1 }
  guard pivot >= 0 else { return false }
  var successor = values.count - 1
  while values[successor] <= values[pivot] { successor -= 1 }
  values.swapAt(pivot, successor)
  values[(pivot + 1)...].reverse()
  return true
}
