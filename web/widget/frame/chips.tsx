/** Uploads above the composer: preview, progress, the reason of a failure, a way to take them back. */
import { sayExtra } from "./extras-words";
import { Icon } from "./icons";
import type { Upload } from "./uploads";
import { size } from "./words";

export function Chips({ list, onRemove }: { list: Upload[]; onRemove: (key: string) => void }) {
  if (!list.length) return null;
  return (
    <ul class="chips">
      {list.map((one) => (
        <li key={one.key} class={one.error ? "chip bad" : "chip"}>
          {one.preview ? <img src={one.preview} alt="" /> : <Icon name="file" />}
          <span class="card-text">
            <bdi class="card-name">{one.file.name}</bdi>
            <bdi class="meta">{one.error ?? size(one.file.size)}</bdi>
            {!one.error && !one.info && (
              <progress
                max={1}
                value={one.progress}
                aria-label={sayExtra("uploading", one.file.name, Math.round(one.progress * 100))}
              />
            )}
          </span>
          <button
            type="button"
            class="tool small"
            aria-label={sayExtra("remove", one.file.name)}
            onClick={() => onRemove(one.key)}
          >
            <Icon name="x" />
          </button>
        </li>
      ))}
    </ul>
  );
}
