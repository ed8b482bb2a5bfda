using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model.Yaml;
using Mesh.Core.Tests.Configuration;

namespace Mesh.Core.Tests.Model;

/// <summary>The quick reader of simple texts says what the full parser says, or nothing.</summary>
public sealed class SimpleYamlTests
{
    private static readonly YamlRules Rules = new(Deepest: 20, Largest: 1000);

    // What stands on lines, in the forms that are read at once and in those which look like them.
    private static readonly string[] Pieces =
    [
        "a: b", "a:", "a: ", "a:b", "key.with/all-of_it: 1", "- a", "-", "- ", "- - b", "-  a: b", "- a:", "--", "---", "--- ", "--- a", "...", "%TAG", "# note", "a: b # note", "a: b#c", "a: # note", "- # note",
        "a: [b, c]", "a: [ b , c ]", "a: []", "a: {}", "a: [b, c", "a: [b, c,]", "a: [b c, {d: e}]", "a: { b: c }", "a: {b: c, d: [e]}", "a: {b}", "a: {b:}", "a: {b: }", "a: {b:c}", "a: { \"b\": c }", "a: { \"b\":c }", "- { a: b } # note", "- {a: b}: c", "[a, b]: c", "a: [b: c]",
        "a: \"b\"", "a: \"b \" ", "a: \"b\\n\"", "a: \"b", "a: 'b'", "a: 'b''c'", "a: 'b' c", "'a': b", "\"a\": b", "\"a\" : b", "- 'a': b", "a: \"\"", "a: ''", "a: \"b\"# note", "a: {b: 'c', d: \"e, f\"}", "a: ['b',\"c\"]",
        "a: b: c", "a: b:", "a: http://b", "a: b::c", "a: ::1", "a: -1", "a: - b", "a: -b", "a: --b", "- -1", "- --b", "a: [-1, --b]", "a: ?b", "a: ? b", "? a", ": b", "a: *b", "a: /b/*", "a: /b/{*}", "*a: b", "a*: b", "a: &b c", "a: !c d", "a: !!str 1", "<<: *a", "<<: a", "a: <b>", "a: |", "a: >-", "a: @b", "a: `b",
        "a: b, c", "a: b] c", "a: [b #c]", "a: [b#c]", "a: [b? c, d*]", "a: ü", "ü: a", "a: \u00a0", "a: \u0085", "a:\tb", "\ta: b", "a: b\t", "a: 中", "a: 😀", "a: b\r", "\ufeffa: b", "~: a", "a: ~", "null", "a: null", "text", "text of two", "a b: c", "a: b  c", "  ", "", "a: \\b", "a: [.5, +1, $x, (y), =z, ^w, ;v, \\u]", ".a: b", "_: c", "0: 1", "a: [b]c", "a: {b: c}}", "a: ]", "a: }", "- ]", "a: ,b", "a: [,]", "a: [a,,b]", "a: #", "a: '#'", "-a: b", "a: [[b], [[]]]", "a: {b: {c: {}}}",
    ];

    [Test]
    public void Both_readers_give_the_same_nodes_wherever_the_quick_one_gives_any()
    {
        var texts =
            from lines in Gen.ListOf(Gen.Frequency((6, Gen.Elements(Pieces.Take(12))), (3, Gen.Elements(Pieces)), (1, Gen.Elements("c: d", "- e", "f:"))).Zip(Gen.Frequency((4, Gen.Constant(0)), (3, Gen.Constant(2)), (2, Gen.Constant(4)), (1, Gen.Choose(0, 6)))))
            select string.Concat(lines.Select(line => new string(' ', line.Item2) + line.Item1 + "\n"));
        AgreeOn(texts, endSize: 10);
    }

    [Test]
    public void Both_readers_give_the_same_nodes_for_any_signs_in_any_order()
    {
        string[] signs = ["a", "b", "k: ", "k: ", "- ", "- ", "\n", "\n", "\n  ", "\n    ", "\nk: ", "\n- ", " ", ":", "-", "#", " #", "[", "]", "[a, b]", "{", "}", "{ k: a }", ",", ", ", "'", "'c'", "\"", "\"c\"", "*", "?", "<", "/", ".", "0", "\n---\n", "ü"];
        AgreeOn(Gen.Elements(signs).ListOf().Select(string.Concat), endSize: 14);
    }

    [Test]
    public void Both_readers_give_the_same_nodes_for_every_line_alone_below_a_key_and_in_a_list([ValueSource(nameof(Pieces))] string piece)
    {
        foreach (var text in new[] { piece, $"{piece}\n", $"k:\n  {piece}\n", $"- {piece}\n", $"-\n  {piece}\n- x\n", $"k: {piece}\n", $"k: [{piece}]\n", $"k: {{{piece}}}\n", $"---\n{piece}\n---\n{piece}\n", $"{piece}\n{piece}\n", $"{piece}\n  {piece}\n", $"x:\n- y: z\n  {piece}\nw: v", $"x:\n- y: z\n\n# note\n{piece}" })
        {
            Agree(text);
        }
    }

    [TestCase("a: b\n")]
    [TestCase("---\na: { b: [c, 'd'], e: {} }\nf:\n- g: \"h\"\n  i:\n  - j\n  -\n- - k\n  - l # note\n---\n- m\n")]
    [TestCase("ä: ö\n", true)]
    [TestCase("# ä\na: ö 'ü'\n")]
    [TestCase("# only a note\n")]
    [TestCase("a: |\n  b\n", true)]
    [TestCase("a: &x b\nc: *x\n", true)]
    [TestCase("a: b\na: c\n", true)]
    [TestCase("a: b\n  c\n", true)]
    [TestCase("a: b\r\n\r\n# c\r\nd:\r\n- e\r\n")]
    [TestCase("a: b\r", true)]
    [TestCase("a: b\rc: d\n", true)]
    [TestCase("a: b\r\r\n", true)]
    public void What_is_simple_is_read_at_once_and_what_is_not_is_left(string text, bool isLeft = false)
    {
        Assert.That(SimpleYaml.Read(text, Rules) is null, Is.EqualTo(isLeft));
        Agree(text);
    }

    [Test]
    public void What_the_rules_forbid_is_left_to_the_full_parser_which_says_why()
    {
        var deep = string.Concat(Enumerable.Range(0, 21).Select(depth => new string(' ', depth) + "a:\n"));
        var large = string.Concat(Enumerable.Range(0, 1000).Select(index => $"k{index}: v\n"));
        var twice = string.Concat(Enumerable.Range(0, 40).Select(index => $"k{index}: v\n")) + "k3: w\n";
        Assert.Multiple(() =>
        {
            Assert.That(Fault(deep), Is.EqualTo(YamlFault.Depth));
            Assert.That(Fault(large), Is.EqualTo(YamlFault.Size));
            Assert.That(Fault(twice), Is.EqualTo(YamlFault.RepeatedKey));
            Assert.That(SimpleYaml.Read(deep, Rules with { Deepest = 21 }), Is.Not.Null);
            Assert.That(SimpleYaml.Read(large, Rules with { Largest = 1001 }), Is.Not.Null);
            Assert.That(SimpleYaml.Read(twice, Rules with { RepeatedKeys = true }), Is.Not.Null);
        });
        Agree(deep);
        Agree(large);
        Agree(twice);
    }

    [Test]
    public void Every_file_of_this_repository_says_the_same_to_both()
    {
        var files = Directory.EnumerateFiles(Committed.Path(""), "*.yaml", new EnumerationOptions { RecurseSubdirectories = true }).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        var read = files.Count(file => Agree(File.ReadAllText(file)));
        Assert.That(read, Is.GreaterThan(20).And.LessThan(files.Count));
    }

    // Texts that the quick reader leaves show nothing, and those that it never leaves are too simple.
    private static void AgreeOn(Gen<string> texts, int endSize)
    {
        const int Texts = 5_000;
        var read = 0;
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            read += Agree(text) ? 1 : 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Texts).WithEndSize(endSize));
        Assert.That(read, Is.InRange(Texts / 10, Texts * 9 / 10));
    }

    // Whether the quick reader gave anything.
    private static bool Agree(string text)
    {
        foreach (var rules in new[] { Rules, Rules with { RepeatedKeys = true, MergeKeys = true, Largest = null, Deepest = 100 } })
        {
            foreach (var written in new[] { text, text.ReplaceLineEndings("\r\n") })
            {
                if (SimpleYaml.Read(written, rules) is { } quick)
                {
                    Assert.That(Shown(quick), Is.EqualTo(Shown(YamlReader.ReadInFull(written, "text", rules))), written);
                }
            }
        }

        return SimpleYaml.Read(text, Rules) is not null;
    }

    private static YamlFault? Fault(string text) => Assert.Throws<YamlSyntaxException>(() => YamlReader.Read(text, "text", Rules))?.Fault;

    private static string Shown(IEnumerable<YamlDocument> documents)
    {
        var shown = new StringBuilder();
        foreach (var document in documents)
        {
            shown.Append(document.At).Append('\n');
            Show(document.Root, shown);
        }

        return shown.ToString();
    }

    private static void Show(YamlNode node, StringBuilder shown)
    {
        shown.Append(node.At).Append(node.Tag).Append(node.Size).Append(node.GetType().Name);
        switch (node)
        {
            case YamlScalar scalar:
                shown.Append(scalar.IsPlain).Append('<').Append(scalar.Text).Append(">\n");
                break;
            case YamlList list:
                list.Items.ToList().ForEach(item => Show(item, shown.Append("\n- ")));
                break;
            case YamlMap map:
                map.Entries.ToList().ForEach(entry => { Show(entry.Key, shown.Append("\n? ")); Show(entry.Value, shown.Append(": ")); });
                break;
        }
    }
}
