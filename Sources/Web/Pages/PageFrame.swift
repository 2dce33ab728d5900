import Mustache

/// What all pages look like.
enum PageFrame {
  static func template(title: String, body: String) -> MustacheTemplate {
    let text = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><title>\(title)</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto;
        padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid; }
      pre { white-space: pre-wrap; font: inherit; }
      </style></head><body><main>
      \(body)
      </main></body></html>
      """
    do {
      return try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("a page template is malformed: \(error)")
    }
  }
}
