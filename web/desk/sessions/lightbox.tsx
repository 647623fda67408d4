/** One picture over everything: zoom by wheel, buttons or + and -, move by dragging, the next one by arrows. */
import { ActionIcon, Modal } from "@mantine/core";
import IconChevronLeft from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconDownload from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import IconMinus from "@tabler/icons-react/dist/esm/icons/IconMinus.mjs";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { FileRef } from "../../wire/rest";
import { useWords } from "../words";
import { type Door, download, useFileAddress } from "./addresses";
import { tellRefusal } from "./deeds";

type LightboxProps = { door: Door; session: string; files: FileRef[]; start: number; onClose: () => void };
const nowhere = { scale: 1, x: 0, y: 0 };

export function Lightbox({ door, session, files, start, onClose }: LightboxProps) {
  const t = useWords();
  const [place, setPlace] = useState(start);
  const [view, setView] = useState(nowhere);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const file = files[place];
  const address = useFileAddress(door, session, file?.id ?? "", file !== undefined);

  const zoom = (factor: number) =>
    setView((now) => {
      const scale = Math.min(8, Math.max(1, now.scale * factor));
      return scale === 1 ? nowhere : { scale, x: (now.x * scale) / now.scale, y: (now.y * scale) / now.scale };
    });
  const go = (by: number) => {
    setPlace((now) => (now + by + files.length) % files.length);
    setView(nowhere);
  };

  // React listens for wheels passively, and the page behind must not move.
  useEffect(() => {
    const element = stage.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  });

  const onKeyDown = (event: React.KeyboardEvent) => {
    const deeds: Record<string, () => void> = {
      "+": () => zoom(1.5),
      "=": () => zoom(1.5),
      "-": () => zoom(1 / 1.5),
      "0": () => setView(nowhere),
      ArrowLeft: () => files.length > 1 && go(-1),
      ArrowRight: () => files.length > 1 && go(1),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (view.scale === 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX - view.x, y: event.clientY - view.y };
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = drag.current;
    if (from) setView((now) => ({ ...now, x: event.clientX - from.x, y: event.clientY - from.y }));
  };

  if (!file) return null;
  const source = view.scale > 1 ? (address.data?.url ?? address.data?.preview_url) : address.data?.preview_url;
  return (
    <Modal.Root opened onClose={onClose} fullScreen onKeyDown={onKeyDown}>
      <Modal.Overlay backgroundOpacity={0.85} color="#000" />
      <Modal.Content className="ss-lightbox" aria-label={file.name}>
        <div className="ss-lightbox-bar">
          <span className="ss-lightbox-name">{file.name}</span>
          <ActionIcon
            variant="subtle"
            aria-label={t("sessions.zoom_out")}
            disabled={view.scale === 1}
            onClick={() => zoom(1 / 1.5)}
          >
            <IconMinus size={18} />
          </ActionIcon>
          <span className="ss-lightbox-scale" aria-live="polite">
            {Math.round(view.scale * 100)} %
          </span>
          <ActionIcon
            variant="subtle"
            aria-label={t("sessions.zoom_in")}
            disabled={view.scale === 8}
            onClick={() => zoom(1.5)}
          >
            <IconPlus size={18} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t("sessions.download")}
            onClick={() => download(door, session, file.id, file.name).catch(tellRefusal)}
          >
            <IconDownload size={18} />
          </ActionIcon>
          <ActionIcon variant="subtle" aria-label={t("do.close")} onClick={onClose} data-autofocus>
            <IconX size={20} />
          </ActionIcon>
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is an extra; zoom has its buttons and keys */}
        <div
          ref={stage}
          className="ss-lightbox-stage"
          data-zoomed={view.scale > 1 || undefined}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={() => {
            drag.current = null;
          }}
          onDoubleClick={() => (view.scale > 1 ? setView(nowhere) : zoom(2.5))}
        >
          {source ? (
            <img
              src={source}
              alt={file.name}
              draggable={false}
              style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
            />
          ) : null}
        </div>
        {files.length > 1 ? (
          <>
            <ActionIcon
              className="ss-lightbox-back"
              size={44}
              aria-label={t("sessions.previous_picture")}
              onClick={() => go(-1)}
            >
              <IconChevronLeft size={28} />
            </ActionIcon>
            <ActionIcon
              className="ss-lightbox-next"
              size={44}
              aria-label={t("sessions.next_picture")}
              onClick={() => go(1)}
            >
              <IconChevronRight size={28} />
            </ActionIcon>
          </>
        ) : null}
      </Modal.Content>
    </Modal.Root>
  );
}
