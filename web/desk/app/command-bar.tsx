// Ctrl/Cmd+K. A native dialog: it takes the focus in the same tick, so that keys typed right after it are not lost.
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Keys } from "../ui/keys";
import { useWords } from "../words";
import { findCommands, useCommandList } from "./commands";
import { useInterface } from "./interface";
import { keysOf } from "./shortcuts";
import "./command-bar.css";

export function CommandBar() {
  const t = useWords();
  const opened = useInterface((state) => state.commands);
  const lists = useCommandList((state) => state.lists);
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState("");
  const [chosen, setChosen] = useState(0);
  const id = useId();

  // In the layout, not after the paint: the very next key already belongs to the field.
  useLayoutEffect(() => {
    if (opened && !dialog.current?.open) {
      setAsked("");
      setChosen(0);
      dialog.current?.showModal();
    }
    if (!opened) dialog.current?.close();
  }, [opened]);

  const found = useMemo(() => {
    if (!opened) return [];
    const all = findCommands(
      lists.flatMap((list) => list.commands),
      asked,
    );
    // A section stands where its best command stands; inside it the order holds.
    const sections = [...new Set(all.map((command) => command.section))];
    return sections.flatMap((section) => all.filter((command) => command.section === section));
  }, [lists, asked, opened]);

  const close = () => useInterface.setState({ commands: false });
  const run = (place: number) => {
    const command = found[place];
    close();
    // After the dialog has given the focus back, or the command's own focus would be taken away again.
    if (command) queueMicrotask(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || found.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (chosen + step + found.length) % found.length;
      setChosen(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(chosen);
    }
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is only on the backdrop; Esc is the dialog's own
    <dialog
      ref={dialog}
      className="dk-commands"
      aria-label={t("commands.label")}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="dk-commands-box">
        <div className="dk-commands-search">
          <IconSearch size={18} stroke={1.8} aria-hidden="true" />
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
            aria-label={t("commands.placeholder")}
            placeholder={t("commands.placeholder")}
            autoComplete="off"
            spellCheck={false}
            value={asked}
            onChange={(event) => {
              setAsked(event.currentTarget.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className="dk-commands-list" id={`${id}-list`} role="listbox" aria-label={t("commands.label")}>
          {found.map((command, place) => (
            <div key={command.id} role="presentation">
              {command.section !== found[place - 1]?.section ? (
                <div className="dk-commands-section" role="presentation">
                  {command.section}
                </div>
              ) : null}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the combobox above */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: the combobox keeps the focus */}
              <div
                id={`${id}-${place}`}
                role="option"
                aria-selected={place === chosen}
                className="dk-command"
                onPointerMove={() => place !== chosen && setChosen(place)}
                onClick={() => run(place)}
              >
                <span className="dk-command-words">
                  <span className="dk-command-label">{command.label}</span>
                  {command.hint ? <span className="dk-command-hint">{command.hint}</span> : null}
                </span>
                {command.shortcut ? <Keys keys={keysOf(command.shortcut)} /> : null}
              </div>
            </div>
          ))}
        </div>
        {opened && found.length === 0 ? (
          <div className="dk-commands-nothing" role="status">
            {t("commands.nothing")}
          </div>
        ) : null}
      </div>
    </dialog>
  );
}
