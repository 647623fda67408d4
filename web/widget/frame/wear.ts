/**
 * Puts a style sheet on the page. Styles travel inside scripts: one request less, and the page's policy needs no style
 * source at all.
 */
export function wear(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
