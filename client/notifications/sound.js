/**
 * Sounds, made when they are heard: there is nothing to fetch.
 */

/** Each a row of tones: pitch in hertz, begin and length in seconds. @type {Record<string, [number, number, number][]>} */
const SOUNDS = {
  chime: [[880, 0, 0.28], [1318.5, 0.11, 0.42]],
  drop: [[660, 0, 0.12], [440, 0.09, 0.2]],
  knock: [[196, 0, 0.07], [196, 0.14, 0.07]],
};
const LOUDNESS = 0.12;

export const NAMES = Object.keys(SOUNDS);

/** @type {AudioContext|null} */
let audio = null;

/** @returns {boolean} whether this page may be heard: browsers allow it once somebody has touched the page */
export function mayPlay() {
  return typeof AudioContext === "function" && navigator.userActivation?.hasBeenActive !== false;
}

/** @param {string} name one of NAMES; any other is silent */
export function play(name) {
  const tones = Object.hasOwn(SOUNDS, name) ? SOUNDS[name] : null;
  if (!tones || !mayPlay()) return;
  audio ??= new AudioContext();
  void audio.resume().catch(() => {});
  for (const [pitch, begin, length] of tones) tone(audio, pitch, audio.currentTime + 0.02 + begin, length);
}

/**
 * @param {AudioContext} context
 * @param {number} pitch
 * @param {number} from
 * @param {number} length
 */
function tone(context, pitch, from, length) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.type = "sine";
  source.frequency.value = pitch;
  // Without a soft beginning and end it would crack.
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(LOUDNESS, from + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
  source.connect(volume).connect(context.destination);
  source.start(from);
  source.stop(from + length + 0.02);
}
