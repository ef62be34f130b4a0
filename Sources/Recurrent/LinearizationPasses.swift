import CKernels

/// The elementwise halves of `Linearization.push` and `.pull`: m rows of H units, row i at step `steps[i]`.
///
/// The coefficients of successive steps lie `stride` apart. `u` holds m rows of the gates' blocks: read by a push,
/// written by a pull.
struct PassBuffers {
  let m: Int
  let H: Int
  let steps: UnsafePointer<Int>
  let coefficients: UnsafePointer<Double>
  let stride: Int
  let u: UnsafeMutablePointer<Double>
}

func pushRNN(_ pass: PassBuffers, out: UnsafeMutablePointer<Double>) {
  let H = pass.H
  for row in 0..<pass.m {
    let d = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * H
    let h = out + row * H
    gf_mul_f64(H, d, u, h)
  }
}

func pullRNN(_ pass: PassBuffers, y: UnsafePointer<Double>) {
  let H = pass.H
  for row in 0..<pass.m {
    let d = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * H
    let dh = y + row * H
    gf_mul_f64(H, d, dh, u)
  }
}

/// δc' = f δc + p_i u_i + p_f u_f + p_g u_g; δh' = q u_o + m δc'.
func pushLSTM(_ pass: PassBuffers, v: UnsafePointer<Double>, out: UnsafeMutablePointer<Double>) {
  let H = pass.H
  for row in 0..<pass.m {
    let k = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * 4 * H
    let cBefore = v + row * 2 * H + H
    let h = out + row * 2 * H
    let c = h + H
    gf_mul_f64(H, k + 4 * H, cBefore, c)
    for gate in 0..<3 { gf_mul_add_f64(H, k + gate * H, u + gate * H, c) }
    gf_mul_f64(H, k + 3 * H, u + 3 * H, h)
    gf_mul_add_f64(H, k + 5 * H, c, h)
  }
}

func pullLSTM(_ pass: PassBuffers, y: UnsafePointer<Double>, out: UnsafeMutablePointer<Double>) {
  let H = pass.H
  for row in 0..<pass.m {
    let k = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * 4 * H
    let dh = y + row * 2 * H
    let cBefore = out + row * 2 * H + H
    // The whole cotangent of c, on its way to that of the c before.
    cBefore.update(from: dh + H, count: H)
    gf_mul_add_f64(H, k + 5 * H, dh, cBefore)
    for gate in 0..<3 { gf_mul_f64(H, k + gate * H, cBefore, u + gate * H) }
    gf_mul_f64(H, k + 3 * H, dh, u + 3 * H)
    gf_mul_f64(H, k + 4 * H, cBefore, cBefore)
  }
}

/// δh' = z δh + a_r u_r + a_z u_z + a_n r u_n, and a_n times what the candidate takes from the input.
func pushGRU(
  _ pass: PassBuffers, v: UnsafePointer<Double>, fromInput: UnsafePointer<Double>?,
  out: UnsafeMutablePointer<Double>
) {
  let H = pass.H
  for row in 0..<pass.m {
    let k = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * 3 * H
    let before = v + row * H
    let h = out + row * H
    for j in 0..<H {
      let gates = k[j] * u[j] + k[H + j] * u[H + j] + k[2 * H + j] * u[2 * H + j]
      h[j] = k[4 * H + j] * before[j] + gates
    }
    guard let fromInput else { continue }
    for j in 0..<H { h[j] += k[3 * H + j] * fromInput[row * H + j] }
  }
}

func pullGRU(
  _ pass: PassBuffers, y: UnsafePointer<Double>, toInput: UnsafeMutablePointer<Double>?,
  out: UnsafeMutablePointer<Double>
) {
  let H = pass.H
  for row in 0..<pass.m {
    let k = pass.coefficients + pass.steps[row] * pass.stride
    let u = pass.u + row * 3 * H
    let dh = y + row * H
    let before = out + row * H
    for j in 0..<H {
      u[j] = k[j] * dh[j]
      u[H + j] = k[H + j] * dh[j]
      u[2 * H + j] = k[2 * H + j] * dh[j]
      before[j] = k[4 * H + j] * dh[j]
    }
    guard let toInput else { continue }
    for j in 0..<H { toInput[row * H + j] = k[3 * H + j] * dh[j] }
  }
}
