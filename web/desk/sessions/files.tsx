/** Files of a message: pictures in a place kept for them before they load, others as cards to download. */
import IconDownload from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import IconFile from "@tabler/icons-react/dist/esm/icons/IconFile.mjs";
import IconPhotoOff from "@tabler/icons-react/dist/esm/icons/IconPhotoOff.mjs";
import { lazy, Suspense, useState } from "react";
import type { FileRef, Message } from "../../wire/rest";
import { bytes } from "../ui/time";
import { useWords } from "../words";
import { type Door, download, useFileAddress } from "./addresses";
import { tellRefusal } from "./deeds";

const Lightbox = lazy(() => import("./lightbox").then((file) => ({ default: file.Lightbox })));

const WIDEST = 320;
const TALLEST = 280;

/** Into this box it goes whole, never larger than it is. */
export function boxed({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export function Files({ door = "sessions", session, message }: { door?: Door; session: string; message: Message }) {
  const [shown, setShown] = useState<number | null>(null);
  const pictures = message.files.filter((file) => file.preview !== null);
  const others = message.files.filter((file) => file.preview === null);
  return (
    <div className="ss-files">
      {pictures.map((file, place) => (
        <Picture key={file.id} door={door} session={session} file={file} onOpen={() => setShown(place)} />
      ))}
      {others.map((file) => (
        <FileCard key={file.id} door={door} session={session} file={file} />
      ))}
      {shown === null ? null : (
        <Suspense fallback={null}>
          <Lightbox door={door} session={session} files={pictures} start={shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </div>
  );
}

type OneProps = { door: Door; session: string; file: FileRef };

function Picture({ door, session, file, onOpen }: OneProps & { onOpen: () => void }) {
  const t = useWords();
  const address = useFileAddress(door, session, file.id);
  const size = boxed(file.preview ?? { width: WIDEST, height: 200 });
  const failed = address.isError || (address.data && !address.data.preview_url);
  return (
    <button
      type="button"
      className="ss-picture"
      style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
      onClick={onOpen}
    >
      {failed ? (
        <IconPhotoOff size={24} stroke={1.6} aria-hidden="true" />
      ) : address.data?.preview_url ? (
        <img src={address.data.preview_url} width={size.width} height={size.height} alt="" draggable={false} />
      ) : null}
      <span className="dk-hidden">{t("sessions.open_picture", { name: file.name })}</span>
    </button>
  );
}

function FileCard({ door, session, file }: OneProps) {
  const t = useWords();
  return (
    <button
      type="button"
      className="ss-file"
      onClick={() => download(door, session, file.id, file.name).catch(tellRefusal)}
    >
      <IconFile size={24} stroke={1.5} aria-hidden="true" />
      <span className="ss-file-text">
        <span className="dk-hidden">{t("sessions.download")} </span>
        <span className="ss-file-name">{file.name}</span>
        <span className="ss-file-size">{bytes(file.size)}</span>
      </span>
      <IconDownload size={16} stroke={1.8} aria-hidden="true" />
    </button>
  );
}
