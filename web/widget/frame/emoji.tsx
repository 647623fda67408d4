import { useEffect, useRef } from "preact/hooks";
import { say } from "./words";

const ALL = "😀 😂 😊 😉 😍 😘 😎 🤔 😐 😕 😢 😡 😴 🤗 🙄 😱 👍 👎 👌 🙏 👏 💪 👋 🤝 ❤️ 🔥 🎉 ⭐ ✅ ❌ ❓ 💡".split(" ");
const ROW = 8;

interface Props {
  onPick: (emoji: string) => void;
  onShut: () => void;
}

/** A fixed grid: arrows move, Enter picks, Escape closes. */
export function Emoji({ onPick, onShut }: Props) {
  const grid = useRef<HTMLFieldSetElement>(null);
  useEffect(() => grid.current?.querySelector("button")?.focus(), []);
  useEffect(() => {
    const outside = (event: Event) => {
      const target = event.target as Element;
      if (!grid.current?.contains(target) && !target.closest("[data-emoji]")) onShut();
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [onShut]);

  const move = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onShut();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ROW, ArrowUp: -ROW }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...(grid.current?.children ?? [])] as HTMLElement[];
    const sign = document.documentElement.dir === "rtl" && Math.abs(step) === 1 ? -1 : 1;
    buttons[buttons.indexOf(document.activeElement as HTMLElement) + step * sign]?.focus();
  };

  return (
    <fieldset class="emoji" ref={grid} aria-label={say("emoji")} onKeyDown={move}>
      {ALL.map((emoji, i) => (
        <button key={emoji} type="button" tabIndex={i ? -1 : 0} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </fieldset>
  );
}
