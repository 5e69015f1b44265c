import type { Role } from '../schemas/routes.js';

/** Who is asking. `name` is what logs call them. */
export interface Identity {
  readonly name: string;
  readonly role: Role;
}

/** Where no token is configured only this machine can ask, and whoever sits at it may do everything. */
export const LOCAL: Identity = { name: 'local', role: 'operator' };

/** Whether somebody may use what a route asks for. */
export function mayUse(role: Role, needed: Role): boolean {
  return role === 'operator' || needed === 'viewer';
}
