// The site's one colour. Any is taken: the widget makes its texts readable on it by itself, and says so here.
import { Input, TextInput, UnstyledButton } from "@mantine/core";
import { contrast, fillAndInk } from "../../widget/colour";
import { useWords } from "../words";

const offered = ["#4263eb", "#1971c2", "#0c8599", "#2f9e44", "#e8590c", "#e03131", "#c2255c", "#7048e8", "#343a40"];

export const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text.trim());

type ColourFieldProps = { colour: string; error: string | undefined; change: (colour: string) => void };

export function ColourField({ colour, error, change }: ColourFieldProps) {
  const t = useWords();
  const [fill] = fillAndInk(isColour(colour) ? colour : "#4263eb");
  const adjusted = isColour(colour) && contrast(fill, colour) > 1.02;
  return (
    <Input.Wrapper label={t("channel.colour")} description={t("channel.colour_hint")} labelElement="div">
      <div className="st-colours" role="group" aria-label={t("channel.colour")}>
        {offered.map((each) => (
          <UnstyledButton
            key={each}
            className="st-colour"
            style={{ background: each }}
            aria-label={each}
            aria-pressed={colour.toLowerCase() === each}
            onClick={() => change(each)}
          />
        ))}
        <TextInput
          aria-label={t("channel.colour_code")}
          name="colour"
          w={112}
          maxLength={7}
          spellCheck={false}
          classNames={{ input: "dk-mono" }}
          leftSection={<span className="st-colour-now" style={{ background: isColour(colour) ? colour : "none" }} />}
          value={colour}
          error={Boolean(error)}
          onChange={(event) => change(withHash(event.currentTarget.value))}
        />
      </div>
      {error ? <Input.Error mt={4}>{error}</Input.Error> : null}
      {adjusted && !error ? <p className="pg-line-hint st-colour-note">{t("channel.colour_adjusted")}</p> : null}
    </Input.Wrapper>
  );
}

const withHash = (typed: string) => (/^[0-9a-f]{6}$/i.test(typed.trim()) ? `#${typed.trim()}` : typed.trim());
