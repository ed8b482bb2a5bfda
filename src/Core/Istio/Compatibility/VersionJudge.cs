using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>Reads the table for one version of Istio, one server and one day. Knows nothing else, so that every answer can be checked by hand.</summary>
/// <param name="table">The table.</param>
/// <param name="day">The day.</param>
public sealed class VersionJudge(SupportTable table, DateOnly day)
{
    private const int Soon = 30;

    /// <summary>What is wrong with a version of Istio on a server, out of range before end of life; one <see cref="VerdictKind.Supported"/> where nothing is.</summary>
    /// <param name="istio">Istio's version.</param>
    /// <param name="kubernetes">The server's.</param>
    public IReadOnlyList<Verdict> Istio(MinorVersion istio, MinorVersion kubernetes)
    {
        if (table.Find(istio) is not { } row)
        {
            return [Rowless(istio)];
        }

        List<Verdict> wrong = [];
        if (Range(row, kubernetes) is { } range)
        {
            wrong.Add(range);
        }

        if (row.End.IsOver(day))
        {
            wrong.Add(new(VerdictKind.IstioEol, $"support of Istio {istio} {row.End.Say(day)}{Newer(kubernetes)}; source: {row.EndSource}", row.End.Text, row.EndSource));
        }

        return wrong.Count > 0 ? wrong : [Supported(row, kubernetes)];
    }

    /// <summary>What is known of a server of Amazon EKS.</summary>
    /// <param name="kubernetes">Its version.</param>
    public Verdict Eks(MinorVersion kubernetes)
    {
        if (table.FindEks(kubernetes) is { } row)
        {
            var (kind, text, date) = day > row.Extended ? (VerdictKind.EksEnded, $"extended support of EKS {kubernetes} ended on {row.Extended:yyyy-MM-dd}", row.Extended)
                : day > row.Standard ? (VerdictKind.EksExtendedSupport, $"standard support of EKS {kubernetes} ended on {row.Standard:yyyy-MM-dd}, extended support ends on {row.Extended:yyyy-MM-dd}", row.Extended)
                : (VerdictKind.EksStandardSupport, $"standard support of EKS {kubernetes} ends on {row.Standard:yyyy-MM-dd}", row.Standard);
            return new(kind, $"{text}; source: {row.Source}", $"{date:yyyy-MM-dd}", row.Source) { EndsSoon = kind != VerdictKind.EksEnded && date <= day.AddDays(Soon) ? text : null };
        }

        var oldest = table.Eks.Count == 0 ? null : table.Eks[^1];
        return oldest is not null && kubernetes.IsBefore(oldest.Version) && day > oldest.Extended
            ? new(VerdictKind.EksEnded, $"EKS {kubernetes} is older than every row of the table, and extended support of {oldest.Version} ended on {oldest.Extended:yyyy-MM-dd}; source: {oldest.Source}", $"{oldest.Extended:yyyy-MM-dd}", oldest.Source)
            : new(VerdictKind.EksUnknown, $"the table as of {table.AsOf:yyyy-MM-dd} has no row for EKS {kubernetes}{(table.Eks is [var newest, ..] ? $"; its newest is {newest.Version}; source: {newest.Source}" : "")}", $"{table.AsOf:yyyy-MM-dd}", (table.Eks is [var first, ..] ? first.Source : null));
    }

    private Verdict Rowless(MinorVersion istio)
    {
        if (table.Istio is not [var newest, ..])
        {
            return new(VerdictKind.Unknown, $"the table as of {table.AsOf:yyyy-MM-dd} has no rows at all", $"{table.AsOf:yyyy-MM-dd}", null);
        }

        var oldest = table.Istio[^1];
        return istio.IsBefore(oldest.Version) && oldest.End.IsOver(day)
            ? new(VerdictKind.IstioEol, $"Istio {istio} is older than every row of the table, and support of {oldest.Version} {oldest.End.Say(day)}; source: {oldest.EndSource}", oldest.End.Text, oldest.EndSource)
            : new(VerdictKind.Unknown,
                $"the table as of {table.AsOf:yyyy-MM-dd} has no row for Istio {istio}; its newest is {newest.Version}, released on {newest.Released:yyyy-MM-dd}, for Kubernetes {newest.Range}; source: {newest.Source}",
                $"{table.AsOf:yyyy-MM-dd}", newest.Source);
    }

    private Verdict? Range(IstioRow row, MinorVersion kubernetes)
    {
        if (row.Kubernetes.Contains(kubernetes))
        {
            return null;
        }

        if (table.NewestKubernetes is { } newest && newest.IsBefore(kubernetes))
        {
            return new(VerdictKind.Unknown, $"Kubernetes {kubernetes} is newer than any that the table as of {table.AsOf:yyyy-MM-dd} knows, {newest}; {Says(row)}", $"{table.AsOf:yyyy-MM-dd}", row.Source);
        }

        var low = kubernetes.IsBefore(row.Kubernetes[0]);
        string[] words =
        [
            $"Kubernetes {kubernetes} is too {(low ? "old" : "new")} a server for Istio {row.Version}",
            row.Tested.Contains(kubernetes) ? $"Istio tests {row.Version} on {kubernetes} and does not support it" : "",
            low && row.Istioctl is { } least && !kubernetes.IsBefore(least) ? $"istioctl's own check lets {kubernetes} pass, the published table does not" : "",
            Says(row),
            table.Supporting(kubernetes) is [_, ..] others ? $"Kubernetes {kubernetes} is supported by Istio {string.Join(", ", others)}" : $"no Istio in the table supports Kubernetes {kubernetes}",
            table.Notes.TryGetValue(kubernetes, out var note) ? $"of Kubernetes {kubernetes}: {note}" : "",
        ];
        return new(low ? VerdictKind.OutOfRangeLow : VerdictKind.OutOfRangeHigh, string.Join("; ", words.Where(word => word.Length > 0)), $"{row.Released:yyyy-MM-dd}", row.Source);
    }

    private Verdict Supported(IstioRow row, MinorVersion kubernetes)
    {
        var ending = $"support of Istio {row.Version} {row.End.Say(day)}{Newer(kubernetes)}; source: {row.EndSource}";
        return new(VerdictKind.Supported, $"Kubernetes {kubernetes} is supported; {Says(row)}", row.End.Text, row.EndSource) { EndsSoon = row.End.First <= day.AddDays(Soon) ? ending : null };
    }

    private string Says(IstioRow row) =>
        $"the table has Istio {row.Version}, released on {row.Released:yyyy-MM-dd}, for Kubernetes {row.Range}{(row.Note is null ? "" : $" ({row.Note})")}, and its support {row.End.Say(day)}; source: {row.Source}{(row.EndSource == row.Source ? "" : $"; source of its end: {row.EndSource}")}";

    private string Newer(MinorVersion kubernetes) =>
        table.Istio.Where(row => !row.End.IsOver(day) && row.Released <= day && row.Kubernetes.Contains(kubernetes)).Select(row => row.Version).Order().ToList() is [_, ..] others
            ? $"; supported on Kubernetes {kubernetes} on this day: Istio {string.Join(", ", others)}"
            : "";
}
