import { computed, signal } from '@preact/signals';
import type { SessionView } from '../../server/schemas/routes.js';
import { api } from '../api/api.js';
import { whenSignedOut } from '../api/request.js';

/** Who is asking; undefined until the service has said so. */
export const session = signal<SessionView | undefined>(undefined);

export const mayOperate = computed(() => session.value?.role === 'operator');

/** Somebody was signed in on this page and is not any more, without having asked for it. */
export const expired = signal(false);

whenSignedOut(() => learn({ role: null, tokenNeeded: true }));

/** @throws RequestFailed */
export async function loadSession(): Promise<void> {
  learn(await api.session());
}

/** @throws RequestFailed when the token is wrong */
export async function signIn(token: string): Promise<void> {
  await api.signIn(token);
  await loadSession();
}

/** @throws RequestFailed */
export async function signOut(): Promise<void> {
  await api.signOut();
  await loadSession();
  expired.value = false;
}

function learn(view: SessionView): void {
  if (view.role !== null) expired.value = false;
  else if (session.peek()?.role) expired.value = true;
  session.value = view;
}
