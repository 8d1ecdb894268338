/**
 * Whether somebody sits before this window: only what arrives then is read by being shown.
 */
import { createSignal } from "./observable.js";

/** A visible window that nobody touches for so long is not being read. */
export const IDLE_MS = 3 * 60_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];

const returned = createSignal();
let touchedAt = Date.now();

for (const type of TOUCHES) addEventListener(type, touch, { passive: true, capture: true });

/** Somebody has done something here. */
export function touch() {
  const wasIdle = isIdle();
  touchedAt = Date.now();
  if (wasIdle) returned.notify();
}

export function isAttended() {
  return document.visibilityState === "visible" && document.hasFocus() && !isIdle();
}

/** Listen for somebody's coming back to a window that nobody had touched; returns the way to stop. */
export const onReturn = returned.subscribe;

function isIdle() {
  return Date.now() - touchedAt >= IDLE_MS;
}
