import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Markup } from "./markup";

const drawn = (text: string, rich = true) => renderToStaticMarkup(<Markup text={text} rich={rich} />);
const rel = 'target="_blank" rel="noopener noreferrer nofollow"';

describe("an operator's text", () => {
  test("has bold, italic and code", () => {
    expect(drawn("**Two** left, *really*: `SKU-1`")).toBe(
      "<strong>Two</strong> left, <em>really</em>: <code>SKU-1</code>",
    );
  });

  test("has lists between plain lines", () => {
    expect(drawn("Sizes:\n- 54 cm\n- **56 cm**\nSoon more")).toBe(
      'Sizes:<ul class="ss-list-in-text"><li>54 cm</li><li><strong>56 cm</strong></li></ul>Soon more',
    );
  });

  test("leaves signs alone that are no markup", () => {
    for (const text of ["2 * 3 * 4", "a**b", "5*", "snake_case_name", "**"]) expect(drawn(text)).toBe(text);
  });
});

describe("anybody's text", () => {
  test("has links without the full stop behind them", () => {
    expect(drawn("See https://shop.example/a?b=1.", false)).toBe(
      `See <a href="https://shop.example/a?b=1" ${rel}>https://shop.example/a?b=1</a>.`,
    );
  });

  test("has mail addresses as links", () => {
    expect(drawn("eva@client.example", false)).toBe(
      `<a href="mailto:eva@client.example" ${rel}>eva@client.example</a>`,
    );
  });

  test("is never read as HTML, and makes no link of a script", () => {
    const text = '<img src=x onerror=alert(1)> javascript:alert(1) "https://';
    expect(drawn(text)).not.toContain("<img");
    expect(drawn(text)).not.toContain("<a");
  });

  test("of a client keeps its stars", () => {
    expect(drawn("**not bold**", false)).toBe("**not bold**");
  });
});
