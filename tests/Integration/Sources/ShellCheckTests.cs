using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Sources;

/// <summary>
/// ShellCheck as the second opinion on what in a script is a command, and what is a comment, a string or a document. Each script holds a planted command, marked with its own line: ShellCheck tells it by its
/// unquoted variable (SC2086), Mesh.LintScripts by its swallowed exit code (SCR001), and both have to see the same ones.
/// </summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class ShellCheckTests
{
    // PLANT stands for the planted command.
    private static readonly string[] Scripts =
    [
        "PLANT", "# PLANT", "true # PLANT", "echo a#b; PLANT", "echo 'PLANT'", "echo \"PLANT\"", "echo \\# ; PLANT", "echo 'it'\\''s'; PLANT", "echo $'it\\'s'; PLANT",
        "cat <<EOF\nPLANT\nEOF", "cat <<'EOF'\nPLANT\nEOF\nPLANT", "cat <<-EOF\n\tPLANT\n\tEOF\nPLANT", "cat <<A <<'B'\nPLANT\nA\nPLANT\nB\nPLANT", "cat <<EOF | tr a b\nPLANT\nEOF\nPLANT",
        "cat <<\"END OF\"\nPLANT\nEND OF\nPLANT", "cat <<EOF\n$(PLANT)\nEOF", "cat <<'EOF'\n$(PLANT)\nEOF", "cat <<< 'PLANT'", "echo \"$(PLANT)\"", "echo \"$(echo \"$(PLANT)\")\"", "echo '$(PLANT)'", "x=$(PLANT)", "x='PLANT'",
        "if true; then PLANT; fi", "while true; do PLANT; done", "for i in a b; do PLANT; done", "f() { PLANT; }\nf", "function f { PLANT\n}\nf", "( PLANT )", "{ PLANT; }", "case $1 in a) PLANT ;; esac", "case $1 in (a|b) PLANT ;; *) PLANT ;; esac",
        "case $1 in 'PLANT') echo ;; esac", "[[ -n 'PLANT' ]] && PLANT", "(( 1 > 0 )) && { PLANT; }", "a=(b 'PLANT' c)\necho \"${a[@]}\"\nPLANT", "echo \"${x:-PLANT}\"", "echo \"${x:-$(PLANT)}\"", "echo a; PLANT", "echo \\\n  a\nPLANT",
        "echo a \\\n  'PLANT'", "diff <(PLANT) <(echo)", "echo \"a\nPLANT\n\"\nPLANT", "echo 'a\n# '\nPLANT", "x=\"${y#'#'}\"; PLANT", "echo ${#x} ; PLANT", "printf '%s\\n' \"\\\"PLANT\\\"\"", "echo `PLANT`", ": 'PLANT'\nPLANT", "eval 'PLANT'",
    ];

    // What is not closed, or what closes nothing; and twins that are whole.
    private static readonly string[] Whole = ["echo 'a'", "echo \"a\"", "echo $(b)", "cat <<E\nE", "echo ${b}", "(( 1 ))", "echo 'a\nb'", "echo \"$(echo \")\")\"", "case a in a) echo;; esac", "a=(\n1\n)"];
    private static readonly string[] Open = ["echo 'a", "echo \"a", "echo $(b", "echo ${b", "(( 1", "echo \"a\necho b", "echo \"$(echo \"", "echo `a"];

    private const string Plant = "kubectl get pods $planted || true";

    [Test]
    public async Task Both_see_the_same_commands()
    {
        using var bench = new Bench();
        var files = Write(bench, Scripts.Select(script => script.Replace("PLANT", Plant, StringComparison.Ordinal)));

        var (theirs, ours) = await BothAsync(bench, files, comment => comment == 2086, code => code == "SCR001");

        Assert.That(ours, Is.EqualTo(theirs));
        Assert.That(theirs, Has.Count.GreaterThan(30), "the second opinion has been asked");
    }

    [Test]
    public async Task Both_refuse_what_is_not_closed_and_nothing_else()
    {
        using var bench = new Bench();
        var files = Write(bench, Open.Concat(Whole));

        var (theirs, ours) = await BothAsync(bench, files, comment => comment is >= 1000 and < 2000, code => code == "SCR015");

        var open = files.Take(Open.Length).Select(file => Path.GetFileName(file)).ToList();
        Assert.That(theirs.Select(place => place.Split(':')[0]).Distinct(), Is.EquivalentTo(open));
        Assert.That(ours.Select(place => place.Split(':')[0]).Distinct(), Is.EquivalentTo(open));
    }

    private static List<string> Write(Bench bench, IEnumerable<string> scripts) =>
        [.. scripts.Select((script, index) => bench.Write($"scripts/s{index:00}.sh", $"#!/bin/bash\nset -euo pipefail\nplanted=$1 c=$2 x=$3 y=$4\n{script}\necho \"$planted $c $x $y\"\n"))];

    private static async Task<(List<string> Theirs, List<string> Ours)> BothAsync(Bench bench, List<string> files, Func<int, bool> comment, Func<string, bool> code)
    {
        await Require.Available(Installation.ToolsAsync());
        var checkedBy = await Command.RunAsync("shellcheck", ["--format=json", "--shell=bash", "--severity=style", .. files]);
        var theirs = JsonNode.Parse(checkedBy.Output)!.AsArray().Where(one => comment((int)one!["code"]!))
            .Select(one => $"{Path.GetFileName((string?)one!["file"])}:{one["line"]}").Distinct().Order(StringComparer.Ordinal).ToList();

        await bench.RunAsync(Host.Compiled, "--target", "Mesh.LintScripts", "--set", $"sources.include=[\"{bench.RelativeFolder}/scripts/*.sh\"]");
        var ours = JsonNode.Parse(bench.Report)!["findings"]!.AsArray().Where(one => code((string)one!["code"]!) && ((string)one["file"]!).StartsWith(bench.RelativeFolder, StringComparison.Ordinal))
            .Select(one => $"{Path.GetFileName((string?)one!["file"])}:{one["line"]}").Distinct().Order(StringComparer.Ordinal).ToList();
        return (theirs, ours);
    }
}
