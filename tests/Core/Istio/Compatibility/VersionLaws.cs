using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>What holds for every table, every version and every day.</summary>
public sealed class VersionLaws
{
    private static readonly TableSource Source = new("s", "a source", null, new(2026, 1, 1));
    private static readonly VerdictKind[] OutOfRange = [VerdictKind.OutOfRangeLow, VerdictKind.OutOfRangeHigh];

    private static readonly Gen<MinorVersion> Version = from minor in Gen.Choose(10, 45) select new MinorVersion(1, minor);

    private static readonly Gen<DateOnly> Day = from day in Gen.Choose(0, 365 * 8) select new DateOnly(2020, 1, 1).AddDays(day);

    private static readonly Gen<IstioRow> Row =
        from version in Version
        from released in Day
        from lasts in Gen.Choose(1, 400)
        from first in Gen.Choose(12, 38)
        from count in Gen.Choose(1, 6)
        from monthly in Gen.Elements(true, false)
        let last = released.AddDays(lasts)
        let end = SupportEnd.Of(monthly ? $"{last:yyyy-MM}" : $"{last:yyyy-MM-dd}", monthly ? EndKind.Expected : EndKind.Final)
        select new IstioRow(version, released, end, [.. Enumerable.Range(first, count).Select(minor => new MinorVersion(1, minor))], [], null, Source, Source, null);

    private static readonly Gen<SupportTable> Table =
        from rows in Row.ListOf(8)
        from asOf in Day
        select new SupportTable(asOf, [Source], [.. rows.DistinctBy(row => row.Version).OrderByDescending(row => row.Version)], [], new Dictionary<MinorVersion, string>());

    private static readonly Gen<(SupportTable Table, MinorVersion Istio, MinorVersion Kubernetes, DateOnly Day)> Case =
        from table in Gen.OneOf(Table, Gen.Constant(SupportTables.BuiltIn)) from istio in Version from kubernetes in Version from day in Day select (table, istio, kubernetes, day);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property It_is_supported_if_and_only_if_the_row_names_the_server_and_its_end_has_not_passed() => Holds((one, verdicts) =>
        verdicts.Any(verdict => verdict.IsGood) == (one.Table.Find(one.Istio) is { } row && row.Kubernetes.Contains(one.Kubernetes) && one.Day <= row.End.Last));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property There_is_always_a_verdict_and_a_good_one_stands_alone() => Holds((_, verdicts) => verdicts.Count > 0 && (verdicts.Count == 1 || verdicts.All(verdict => !verdict.IsGood)));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property What_is_newer_than_the_table_is_never_anything_but_unknown() => Holds((one, verdicts) =>
        one.Table.Istio is not [var newest, ..] || (!newest.Version.IsBefore(one.Istio) && !one.Table.NewestKubernetes!.Value.IsBefore(one.Kubernetes))
        || verdicts.Any(verdict => verdict.Kind == VerdictKind.Unknown)
        || (verdicts.All(verdict => verdict.Kind == VerdictKind.IstioEol) && one.Istio.IsBefore(one.Table.Istio[^1].Version)));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Out_of_range_is_never_said_of_a_server_within_the_range() => Holds((one, verdicts) =>
        !verdicts.Any(verdict => OutOfRange.Contains(verdict.Kind)) || !one.Table.Find(one.Istio)!.Kubernetes.Contains(one.Kubernetes));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property What_has_ended_never_comes_back_on_a_later_day() => Prop.ForAll((from one in Case from later in Gen.Choose(1, 900) select (one, later)).ToArbitrary(), both =>
    {
        var (one, later) = both;
        return !Judge(one).Any(verdict => verdict.Kind == VerdictKind.IstioEol) || Judge(one with { Day = one.Day.AddDays(later) }).Any(verdict => verdict.Kind == VerdictKind.IstioEol);
    });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Every_verdict_names_a_date_and_where_it_is_from() => Holds((one, verdicts) =>
        verdicts.All(verdict => verdict.Date.Length > 0 && (verdict.Source is null ? one.Table.Istio.Count == 0 : verdict.Text.Contains(verdict.Source.What, StringComparison.Ordinal))));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_row_put_over_the_table_is_what_counts_and_no_other_row_changes() => Prop.ForAll((from one in Case from row in Row select (one, row)).ToArbitrary(), both =>
    {
        var (one, row) = both;
        var over = one.Table.With(new SupportTable(one.Table.AsOf, [], [row], [], new Dictionary<MinorVersion, string>()), null);
        return over.Find(row.Version) == row && one.Table.Istio.Where(other => other.Version != row.Version).All(other => over.Find(other.Version) == other)
            && over.Istio.Zip(over.Istio.Skip(1)).All(pair => pair.Second.Version.IsBefore(pair.First.Version));
    });

    private static Property Holds(Func<(SupportTable Table, MinorVersion Istio, MinorVersion Kubernetes, DateOnly Day), IReadOnlyList<Verdict>, bool> law) =>
        Prop.ForAll(Case.ToArbitrary(), one => law(one, Judge(one)));

    private static IReadOnlyList<Verdict> Judge((SupportTable Table, MinorVersion Istio, MinorVersion Kubernetes, DateOnly Day) one) => new VersionJudge(one.Table, one.Day).Istio(one.Istio, one.Kubernetes);
}
