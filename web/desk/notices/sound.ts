/**
 * The bell, made of a few sine tones: no file to load, no autoplay to be refused. A browser lets a page sound only after
 * a click or key; signing in is one, and after a reload the first of either is.
 */
import type { SoundName } from "./choices";

type Tone = { at: number; pitch: number; length: number };

/** Seconds and hertz. */
const tones: Record<Exclude<SoundName, "none">, Tone[]> = {
  bell: [{ at: 0, pitch: 1175, length: 0.7 }],
  rise: [
    { at: 0, pitch: 587, length: 0.22 },
    { at: 0.16, pitch: 880, length: 0.42 },
  ],
  drop: [{ at: 0, pitch: 740, length: 0.28 }],
  chime: [
    { at: 0, pitch: 659, length: 0.16 },
    { at: 0.12, pitch: 784, length: 0.16 },
    { at: 0.24, pitch: 988, length: 0.42 },
  ],
  knock: [
    { at: 0, pitch: 330, length: 0.09 },
    { at: 0.15, pitch: 330, length: 0.12 },
  ],
  alarm: [0, 0.22, 0.44, 0.66].map((at, place) => ({ at, pitch: place % 2 ? 659 : 988, length: 0.24 })),
};

let audio: AudioContext | null = null;

/** Makes the bell ready. Call it from a click or key; true when the page may sound from now on. */
export async function primeSound(): Promise<boolean> {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") await audio.resume();
    return audio.state === "running";
  } catch {
    return false;
  }
}

export const mayRing = () => audio?.state === "running";

/** @param volume from 0 to 1 */
export function ring(sound: SoundName, volume: number): void {
  if (audio?.state !== "running" || volume <= 0 || sound === "none") return;
  for (const { at, pitch, length } of tones[sound]) {
    const start = audio.currentTime + at;
    const loudness = audio.createGain();
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.28 * volume, start + 0.012);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + length);
    loudness.connect(audio.destination);
    for (const [times, share] of [
      [1, 1],
      [2, 0.18],
    ] as const) {
      const voice = audio.createOscillator();
      const part = audio.createGain();
      part.gain.value = share;
      voice.frequency.value = pitch * times;
      voice.connect(part).connect(loudness);
      voice.start(start);
      voice.stop(start + length);
    }
  }
}
