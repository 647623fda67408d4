/** Two short tones, made here: no file to fetch. Browsers allow it after the person's first click in the frame. */
let audio: AudioContext | undefined;

export function ring(): void {
  try {
    audio ??= new AudioContext();
    const at = audio.currentTime;
    for (const [i, pitch] of [660, 880].entries()) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const from = at + i * 0.12;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.12, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.25);
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.26);
    }
  } catch {
    // No sound on this machine.
  }
}
