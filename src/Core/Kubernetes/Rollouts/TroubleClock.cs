namespace Mesh.Core.Kubernetes.Rollouts;

// Remembers since when each container has been in trouble. ErrImagePull and ImagePullBackOff take turns, so the container counts and not the word.
internal sealed class TroubleClock(RolloutPolicy policy)
{
    private Dictionary<string, Entry> entries = [];

    // What has lasted too long, the longest-standing first; null while there is still hope.
    public PodTrouble? Fatal(TimeSpan now) => entries.Values.Where(entry => entry.Due <= now).MinBy(entry => entry.Due)?.Told;

    public TimeSpan? NextDue => entries.Count == 0 ? null : entries.Values.Min(entry => entry.Due);

    public IEnumerable<PodTrouble> Present => entries.Values.Select(entry => entry.Now);

    public void Update(IEnumerable<KeyValuePair<string, PodTrouble>> troubles, TimeSpan now)
    {
        var next = new Dictionary<string, Entry>();
        foreach (var (key, trouble) in troubles)
        {
            var known = entries.GetValueOrDefault(key);
            var since = known?.Since ?? now;
            next[key] = new(known?.First ?? trouble, trouble, since, since + policy.GraceOf(trouble));
        }

        entries = next;
    }

    private sealed record Entry(PodTrouble First, PodTrouble Now, TimeSpan Since, TimeSpan Due)
    {
        // "Back-off pulling image" hides what the registry said at first.
        public PodTrouble Told => First.Kind == Now.Kind && First.Reason != Now.Reason && First.Message != Now.Message
            ? Now with { Message = $"{Now.Message} (before: {First.Evidence})" }
            : Now;
    }
}
