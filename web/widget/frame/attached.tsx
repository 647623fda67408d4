/** Files of a message: a picture in a box of its final size, or a card to download. */
import { useEffect, useState } from "preact/hooks";
import type { FileInfo } from "../../wire/frames";
import { type Extras, fetchExtras } from "./fetch-extras";
import { box } from "./files";
import { Icon } from "./icons";
import { useRoom } from "./use";
import { say, size } from "./words";

interface Props {
  file: FileInfo;
  session: string | null;
}

export function Attached({ file, session }: Props) {
  return box(file) ? <Picture file={file} session={session} /> : <Card file={file} session={session} />;
}

function useDownload({ file, session }: Props) {
  const { addresses } = useRoom();
  return async () => {
    const address = session && (await addresses.get(session, file.id));
    if (!address) return;
    const link = document.createElement("a");
    link.href = address.url;
    link.download = file.name;
    link.rel = "noopener";
    link.click();
  };
}

function Card(props: Props) {
  const download = useDownload(props);
  const { file, session } = props;
  return (
    <button type="button" class="card" disabled={!session} onClick={download}>
      <span class="glyph">
        <Icon name="file" />
      </span>
      <span class="card-text">
        <span class="hidden">{say("download", { name: "" })}</span>
        <bdi class="card-name">{file.name}</bdi>
        <bdi class="meta">{size(file.size)}</bdi>
      </span>
    </button>
  );
}

function Picture(props: Props) {
  const { file, session } = props;
  const { addresses } = useRoom();
  const [source, setSource] = useState(addresses.local(file.id));
  const download = useDownload(props);
  const [Large, setLarge] = useState<Extras["Lightbox"] | null>(null);
  useEffect(() => {
    if (source || !session) return;
    addresses.get(session, file.id).then((address) => setSource(address?.preview_url ?? null));
  }, [session, file.id, source, addresses]);
  return (
    <>
      <button
        type="button"
        class="picture"
        style={{ width: `${box(file)?.width}px`, height: `${box(file)?.height}px` }}
        aria-label={say("view", { name: file.name })}
        onClick={() => fetchExtras().then((extras) => setLarge(() => extras.Lightbox), download)}
      >
        {source && <img src={source} alt="" onError={() => setSource(null)} />}
      </button>
      {Large && <Large name={file.name} source={source} download={download} shut={() => setLarge(null)} />}
    </>
  );
}
