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

export function useSetPreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: PreferenceChange) => call('set_preferences', change),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: preferencesKey });
      const before = client.getQueryData<Preferences>(preferencesKey);
      if (before) client.setQueryData(preferencesKey, { ...before, ...change });
      return before;
    },
    onError: (_error, _change, before) => client.setQueryData(preferencesKey, before),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: preferencesKey }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
}
