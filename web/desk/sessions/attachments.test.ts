// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import type { FileRef } from "../../wire/rest";
import { ApiError } from "../api";
import { draftOf } from "../store/drafts";
import { bring, cancelUpload, retryUpload, type Upload, uploadsOf, useUploads } from "./attachments";

const wanted = [
  { name: "prices.pdf", size: 10 },
  { name: "frame.png", size: 20 },
];
const copies = wanted.map((file) => ({ id: file.name, ...file })) as FileRef[];
const underWay = () => uploadsOf("one")(useUploads.getState());
const hung = () => draftOf("one").files.map((file) => file.name);

afterEach(() => {
  useUploads.setState({}, true);
  localStorage.clear();
});

test("a template's files are under way from the moment it is inserted until they hang on the draft", async () => {
  let answer: (files: FileRef[]) => void = () => undefined;
  const coming = bring("one", wanted, () => new Promise((done) => (answer = done)));
  expect(underWay().map(({ name, code }) => [name, code])).toEqual([
    ["prices.pdf", null],
    ["frame.png", null],
  ]);
  expect(hung()).toEqual([]);
  answer(copies);
  await coming;
  expect(underWay()).toEqual([]);
  expect(hung()).toEqual(["prices.pdf", "frame.png"]);
});

test("one that was taken off meanwhile does not come", async () => {
  let answer: (files: FileRef[]) => void = () => undefined;
  const coming = bring("one", wanted, () => new Promise((done) => (answer = done)));
  cancelUpload("one", underWay()[0]?.key ?? "");
  answer(copies);
  await coming;
  expect(hung()).toEqual(["frame.png"]);
});

test("a refused copying stands beside its files and is asked once more by hand", async () => {
  const copy = vi.fn<() => Promise<FileRef[]>>().mockRejectedValueOnce(new ApiError(0, "unreachable"));
  copy.mockResolvedValueOnce(copies);
  await bring("one", wanted, copy);
  expect(underWay().map(({ code }) => code)).toEqual(["unreachable", "unreachable"]);
  retryUpload("one", underWay()[0] as Upload);
  await vi.waitFor(() => expect(hung()).toEqual(["prices.pdf", "frame.png"]));
  expect(underWay()).toEqual([]);
});
