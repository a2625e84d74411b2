// Buttons, and links that look like them. A busy button stays focusable and says so.
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from './Icon';

type Variant = 'primary' | 'plain' | 'quiet' | 'danger';

interface Looks {
  variant?: Variant;
  icon?: IconName;
  small?: boolean;
  children: ReactNode;
}

function classes({ variant = 'plain', small = false }: { variant?: Variant; small?: boolean }): string {
  return `button button-${variant}${small ? ' button-small' : ''}`;
}

interface ButtonProps extends Looks, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  busy?: boolean;
}

export function Button({ variant, icon, small, busy = false, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes({ ...(variant && { variant }), ...(small && { small }) })}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} size={18} />}
      <span>{children}</span>
    </button>
  );
}

interface LinkProps extends Looks {
  to: string;
  /** What the next screen gets to know beside its address. */
  state?: unknown;
  /** Takes the place of this screen in the browser's history. */
  replace?: boolean;
}

export function ButtonLink({ variant, icon, small, children, to, state, replace = false }: LinkProps) {
  return (
    <Link
      className={classes({ ...(variant && { variant }), ...(small && { small }) })}
      to={to}
      state={state}
      replace={replace}
    >
      {icon && <Icon name={icon} size={18} />}
      <span>{children}</span>
    </Link>
  );
}
