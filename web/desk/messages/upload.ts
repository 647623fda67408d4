/** One file on its way up: how far it is, and its row when the server has it whole. */
import type { FileRef } from "../../wire/rest";
import { ApiError, withQuery } from "../api";

/** @param progress from 0 to 1. Rejects with an ApiError; `signal` takes the file back. */
export function uploadTo(
  channel: string,
  file: File,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<FileRef> {
  // fetch tells nothing of how far a body has gone.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/${withQuery(`internal-channels/${channel}/files`, { name: file.name })}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.loaded / Math.max(1, event.total));
    request.onloadend = () => {
      const answer = read(request);
      if (answer instanceof ApiError) reject(answer);
      else resolve(answer);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function read(request: XMLHttpRequest): FileRef | ApiError {
  if (request.status === 0) return new ApiError(0, "unreachable");
  try {
    const body = JSON.parse(request.responseText);
    return request.status < 300 ? body : new ApiError(request.status, body.code ?? "unreadable_answer", body.params);
  } catch {
    return new ApiError(request.status, "unreadable_answer");
  }
}
