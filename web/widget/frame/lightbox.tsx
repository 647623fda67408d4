/** A picture on the whole frame. */
import { useEffect, useRef } from "preact/hooks";
import { sayExtra } from "./extras-words";
import { Icon } from "./icons";
import { say } from "./words";

interface Props {
  name: string;
  source: string | null;
  download: () => void;
  shut: () => void;
}

export function Lightbox({ name, source, download, shut }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal?.(), []);
  return (
    <dialog ref={dialog} class="lightbox" aria-label={name} onClose={shut}>
      <div class="lightbox-bar">
        <bdi class="card-name">{name}</bdi>
        <button type="button" class="tool" aria-label={say("download", { name: name })} onClick={download}>
          <Icon name="get" />
        </button>
        <button type="button" class="tool" aria-label={sayExtra("shut")} onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </div>
      {source && <img src={source} alt={name} />}
    </dialog>
  );
}
