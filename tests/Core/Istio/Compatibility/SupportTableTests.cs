using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>The table that comes with the program, and files that are put over it.</summary>
public sealed class SupportTableTests : IDisposable
{
    private const string Row = "{ version: 1.32, released: 2026-12-07, eol: 2027-06, eolIs: expected, kubernetes: [1.33, 1.34], source: istio-table }";

    private readonly string folder = Directory.CreateTempSubdirectory("mesh-table-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_rows_are_without_a_gap_and_each_has_a_range_without_one()
    {
        var rows = SupportTables.BuiltIn.Istio;
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(row => row.Version.Minor), Is.EqualTo(Enumerable.Range(15, 17).Reverse()));
            Assert.That(rows.Select(row => row.Range), Is.All.Contains(" to "));
            Assert.That(rows.Zip(rows.Skip(1)).All(pair => pair.First.Released > pair.Second.Released && pair.First.End.Last > pair.Second.End.Last), Is.True, "later versions come and end later");
            Assert.That(rows.Where(row => row.Tested.Any(version => !version.IsBefore(row.Kubernetes[0]))), Is.Empty, "what is only tested is older than what is supported");
            Assert.That(rows.Select(row => row.Source.AsOf), Is.All.LessThanOrEqualTo(SupportTables.BuiltIn.AsOf));
            Assert.That(SupportTables.BuiltIn.Eks.Select(row => row.Version.Minor), Is.EqualTo(Enumerable.Range(28, 9).Reverse()));
            Assert.That(SupportTables.BuiltIn.Eks.Select(row => row.Extended.DayNumber - row.Standard.DayNumber), Is.All.InRange(365, 366));
        });
    }

    [TestCase("1.34", "1.28, 1.29, 1.30, 1.31")]
    [TestCase("1.29", "1.20, 1.21, 1.22, 1.23, 1.24, 1.25, 1.26, 1.27")]
    [TestCase("1.37", "1.31")]
    [TestCase("1.20", "")]
    public void The_table_can_be_read_the_other_way_round(string kubernetes, string istio) =>
        Assert.That(string.Join(", ", SupportTables.BuiltIn.Supporting(MinorVersion.Of(kubernetes)!.Value)), Is.EqualTo(istio));

    [Test]
    public void A_file_replaces_rows_and_adds_others()
    {
        var table = Load("""
            asOf: 2027-01-15
            sources: [{ name: ours, what: our own tests, asOf: 2027-01-15 }]
            istio:
              - { version: 1.29, released: 2026-02-16, eol: 2030-01-01, eolIs: announced, kubernetes: [1.40], source: ours }
              - { version: 1.32, released: 2026-12-07, eol: 2027-06, eolIs: expected, kubernetes: [1.33, 1.35], source: ours, eolSource: istio-table, note: with a gap }
            eks: [{ version: 1.37, standard: 2027-12-01, extended: 2028-12-01, source: ours }]
            kubernetes: [{ version: 1.37, note: nothing }]
            """);
        Assert.Multiple(() =>
        {
            Assert.That($"{table.AsOf:yyyy-MM-dd}", Is.EqualTo("2027-01-15"));
            Assert.That(table.Istio, Has.Count.EqualTo(18));
            Assert.That(table.Istio[0].Range, Is.EqualTo("1.33, 1.35"));
            Assert.That((table.Istio[0].EndSource.Name, table.Istio[0].End.Last), Is.EqualTo(("istio-table", new DateOnly(2027, 6, 30))));
            Assert.That(table.Find(new(1, 29))!.Source.What, Is.EqualTo("our own tests"));
            Assert.That(table.Find(new(1, 28)), Is.EqualTo(SupportTables.BuiltIn.Find(new(1, 28))));
            Assert.That(table.FindEks(new(1, 37)), Is.Not.Null);
            Assert.That(table.Notes.Keys, Is.EquivalentTo(new MinorVersion[] { new(1, 34), new(1, 37) }));
        });
    }

    [Test]
    public void A_file_without_a_day_leaves_the_day_of_the_table() => Assert.That(Load($"istio: [{Row}]").AsOf, Is.EqualTo(SupportTables.BuiltIn.AsOf));

    [TestCase("", "table.yaml:1")]
    [TestCase("# nothing\n", "table.yaml:1")]
    [TestCase("a: 1\n---\nb: 1\n", "more than one document")]
    [TestCase("- 1\n", "table.yaml:1:1: a map of keys and values is expected here")]
    [TestCase("istios: []\n", "table.yaml:1:1: there is no key 'istios' here; did you mean 'istio'?")]
    [TestCase("istio: {}\n", "table.yaml:1:8: 'istio' is a list of rows")]
    [TestCase("\nistio:\n  - { version: 1.29 }\n", "table.yaml:3:5: 'released' is missing")]
    [TestCase("istio:\n  - 7\n", "table.yaml:2:5: a map")]
    [TestCase("asOf: soon\n", "table.yaml:1:7: 'asOf' is a day such as 2026-10-12, not 'soon'")]
    [TestCase("asOf: 2026-02-30\n", "table.yaml:1:7: 'asOf' is a day")]
    [TestCase("asOf: [2026-02-03]\n", "table.yaml:1:7: 'asOf' is a text")]
    [TestCase("kubernetes: [{ version: 1.34.1, note: x }]\n", "table.yaml:1:25: 'version' is a minor version such as 1.29, not '1.34.1'")]
    [TestCase("kubernetes: [{ version: 99999999999.1, note: x }]\n", "'version' is a minor version")]
    [TestCase("kubernetes: [{ version: 1.34, note: \"\" }]\n", "'note' is a text that is not blank")]
    [TestCase("kubernetes: [{ version: 1.34, note: x }, { version: 1.34, note: y }]\n", "'kubernetes' has two rows for '1.34'")]
    [TestCase("eks: [{ version: 1.34, standard: 2027-01-01, extended: 2026-01-01, source: eks-calendar }]\n", "extended support ends before standard support does")]
    [TestCase("eks: [{ version: 1.34, standard: 2027-01-01, extended: 2027-01-01, source: eks-calender }]\n", "no source is called 'eks-calender'; did you mean 'eks-calendar'?")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2027-13, eolIs: expected, kubernetes: [1.33], source: istio-table }]\n", "'eol' is a day such as 2026-10-12 or a month such as 2026-11, not '2027-13'")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2026-11, eolIs: expected, kubernetes: [1.33], source: istio-table }]\n", "support ends before the release")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2027-11, eolIs: perhaps, kubernetes: [1.33], source: istio-table }]\n", "'eolIs' is expected, announced or final, not 'perhaps'")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2027-11, eolIs: final, kubernetes: [], source: istio-table }]\n", "'kubernetes' is a list of versions")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2027-11, eolIs: final, kubernetes: [1.33, 1.33], source: istio-table }]\n", "'kubernetes' names 1.33 twice")]
    [TestCase("istio: [{ version: 1.32, released: 2026-12-07, eol: 2027-11, eolIs: final, kubernetes: [1.33, {}], source: istio-table }]\n", "table.yaml:1:")]
    [TestCase("istio: [\n", "table.yaml:2")]
    [TestCase("istio: &a [*a]\n", "table.yaml:1:")]
    [TestCase("sources:\n\t- 1\n", "tab")]
    public void What_is_wrong_is_told_with_its_place(string text, string said) => Assert.That(() => Load(text), Fails.With(ExitCode.MalformedInput, said));

    [Test]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Assert.That(() => Load("asOf: x\nistios: []\neks: 1\n"), Fails.With(ExitCode.MalformedInput, "3 errors in the table of versions"));

    [Test]
    public void What_is_nested_or_repeated_beyond_reason_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Load("istio: " + new string('[', 5000) + "\n"), Fails.With(ExitCode.MalformedInput, "table.yaml:1:"));
        Assert.That(() => Load("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nistio: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"), Fails.With(ExitCode.MalformedInput, "table.yaml:"));
    });

    [Test]
    public void A_file_that_is_not_there_is_no_input() => Assert.Multiple(() =>
    {
        Assert.That(() => SupportTables.Load("absent.yaml", folder), Fails.With(ExitCode.NoInput, "absent.yaml, is not there"));
        Assert.That(() => SupportTables.Load(".", folder), Fails.With(ExitCode.NoInput, "is a folder"));
    });

    private SupportTable Load(string text)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(own, "table.yaml"), text);
        return SupportTables.Load("table.yaml", own);
    }
}
