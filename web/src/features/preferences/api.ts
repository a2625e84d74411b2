// A creator's preferences. A change shows at once and is taken back when the server refuses it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, firstOf, get } from '../../shared/http/client';

export interface Preferences {
  display_name: string | null;
  email: string | null;
  locale: string;
  time_zone: string | null;
  weekly_report: boolean;
  notify_expiry: boolean;
  visible_to_merchants: boolean;
}

export type PreferenceChange = Partial<Omit<Preferences, 'email'>>;

const preferencesKey = ['preferences'];

export function usePreferences() {
  return useQuery({
    queryKey: preferencesKey,
    queryFn: async ({ signal }) => firstOf(await get<Preferences[]>('/rest/preferences', {}, signal)),
  });
}

/** As they were: the preferences that a change is about. */
function only(change: PreferenceChange, before: Preferences): Partial<Preferences> {
  return Object.fromEntries(Object.entries(before).filter(([name]) => name in change));
}

export function useSetPreferences() {
  const client = useQueryClient();
  return useMutation({
    // One after the other: the server keeps what arrives last, which must be what was chosen last.
    scope: { id: 'preferences' },
    mutationKey: preferencesKey,
    mutationFn: (change: PreferenceChange) => call('set_preferences', change),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: preferencesKey });
      const before = client.getQueryData<Preferences>(preferencesKey);
      if (before) client.setQueryData(preferencesKey, { ...before, ...change });
      return before;
    },
    // What was refused alone: another change may have been made since.
    onError: (_error, change, before) =>
      client.setQueryData<Preferences>(
        preferencesKey,
        (shown) => shown && before && { ...shown, ...only(change, before) },
      ),
    // Asked between two changes the server would tell what is no longer wanted.
    onSettled: async () => {
      if (client.isMutating({ mutationKey: preferencesKey }) > 1) return;
      await Promise.all([
        client.invalidateQueries({ queryKey: preferencesKey }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]);
    },
  });
}
