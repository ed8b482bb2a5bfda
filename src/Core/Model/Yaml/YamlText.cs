using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Model.Yaml;

/// <summary>Writes JSON as YAML for people to read and to compare: keys in alphabetical order, texts of several lines as blocks.</summary>
public static class YamlText
{
    /// <summary>One document, ending in a line feed. Reading it with <see cref="YamlDocuments"/> gives an equal value.</summary>
    /// <param name="node">The value.</param>
    public static string Of(JsonNode? node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        var written = text.ToString();
        // The emitter closes a document that is one plain scalar with a marker of its own.
        return written.EndsWith("\n...\n", StringComparison.Ordinal) ? written[..^4] : written;
    }

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    WriteText(emitter, key, isKey: true);
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, array.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in array)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteText(emitter, value.GetValue<string>(), isKey: false);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void WriteText(Emitter emitter, string text, bool isKey)
    {
        var style = !isKey && IsBlock(text) ? ScalarStyle.Literal
            // The parser takes an asterisk within a plain key for an alias.
            : (isKey && text.Contains('*', StringComparison.Ordinal)) || YamlScalars.LooksTyped(text) || text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' or '\ufeff') || text is "<<" ? ScalarStyle.DoubleQuoted
            : ScalarStyle.Any;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: style == ScalarStyle.Any, isQuotedImplicit: true));
    }

    // Only what a block scalar gives back unchanged.
    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && text[0] is not (' ' or '\n' or '\t')
        && !text.Contains(" \n", StringComparison.Ordinal) && text.All(c => c is '\n' or '\t' || !(char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' or '\ufeff'));
}
