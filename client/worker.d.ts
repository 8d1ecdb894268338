// What exists in a service worker only: TypeScript's own library for workers does not go together with that for pages.

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface InstallEvent extends ExtendableEvent {
  /** Where the browser has it: what goes past the worker. */
  addRoutes?(rule: { condition: { urlPattern: string }; source: "network" }): Promise<void>;
}

interface PushEvent extends ExtendableEvent {
  readonly data: { json(): any; text(): string } | null;
}

interface PushSubscriptionChangeEvent extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

interface NotificationEvent extends ExtendableEvent {
  readonly notification: Notification;
  /** The name of the button; empty when the notification itself was pressed. */
  readonly action: string;
  /** What was typed, where a button takes text. */
  readonly reply?: string | null;
}

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
  readonly lastChance: boolean;
}

interface ExtendableMessageEvent extends ExtendableEvent {
  readonly data: any;
  readonly source: Client | null;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  readonly clientId: string;
  readonly resultingClientId: string;
  readonly preloadResponse: Promise<any>;
  respondWith(response: Response | Promise<Response>): void;
}

interface Client {
  readonly id: string;
  readonly url: string;
  postMessage(message: any, transfer?: Transferable[]): void;
}

interface WindowClient extends Client {
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<WindowClient>;
  navigate(url: string): Promise<WindowClient | null>;
}

interface Clients {
  get(id: string): Promise<Client | undefined>;
  matchAll(options: { type: "window"; includeUncontrolled?: boolean }): Promise<WindowClient[]>;
  openWindow(url: string): Promise<WindowClient | null>;
  claim(): Promise<void>;
}

interface WorkerEvents {
  install: InstallEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: ExtendableMessageEvent;
  push: PushEvent;
  pushsubscriptionchange: PushSubscriptionChangeEvent;
  notificationclick: NotificationEvent;
  notificationclose: NotificationEvent;
  sync: SyncEvent;
}

interface ServiceWorkerGlobalScope {
  readonly clients: Clients;
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(name: Name, listener: (event: WorkerEvents[Name]) => void): void;
}

interface SyncManager {
  register(tag: string): Promise<void>;
}

interface ServiceWorkerRegistration {
  readonly sync?: SyncManager;
}

interface NotificationAction {
  action: string;
  title: string;
  icon?: string;
  type?: "button" | "text";
  placeholder?: string;
}

interface NotificationOptions {
  actions?: NotificationAction[];
  renotify?: boolean;
  timestamp?: number;
  image?: string;
  vibrate?: number[];
}
