/// The script of a page. It adds to what can be read without it, and builds text only through `textContent`.
enum PageScript {
  static var source: String {
    "\"use strict\";(()=>{" + [numbers, readers, sliders, page].joined(separator: "\n") + "})();"
  }
}
