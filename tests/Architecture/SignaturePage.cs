using System.Text;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Architecture.Tests;

/// <summary>What the documentation says of signatures, made of the signatures themselves.</summary>
internal static class SignaturePage
{
    /// <summary>The page of one, docs/findings/CODE.md.</summary>
    /// <param name="signature">The signature.</param>
    public static string Of(Signature signature)
    {
        var kind = signature.Kind;
        var page = new StringBuilder($"# {signature.Code}: {signature.Title}\n\n");
        page.Append($"**Cause.** {kind.Cause}.\n\n**Remedy.** {kind.Remedy}.\n\n");
        page.Append($"Severity: {signature.Severity.ToString().ToLowerInvariant()}. Signature `{signature.Id}` of {signature.Component}; [how failures are explained](../diagnosis.md).\n\n");
        page.Append($"## The message\n\n```text\n{signature.Sample}\n```\n\n");
        page.Append($"Appears in: {string.Join(", ", signature.Places)}.{(signature.Versions is { } versions ? $" Versions: {versions}." : "")}");
        page.Append(signature.Weak ? " The message alone proves nothing; it counts where a cause is confirmed." : "");
        page.Append(signature.Standing switch
        {
            Standing.Consequence => " It mostly follows from something else, which is told before it where it is seen.",
            Standing.Wrapper => " It says only that something has failed; whatever says more is told before it.",
            _ => "",
        });
        page.Append("\n\nRegular expression:\n\n```text\n").Append(signature.Pattern.Text).Append("\n```\n\n## What it comes from\n");
        foreach (var cause in signature.Causes)
        {
            page.Append($"\n- **{cause.Text}.** {(cause.Check is null ? "Look at" : $"Checked by `{cause.Check.Name}`{Arguments(cause.Check)}; by hand, look at")} {cause.Look}. {cause.Remedy}.");
        }

        return page.Append($"\n\nSource: {string.Join("; ", signature.Sources)}.\n").ToString();
    }

    /// <summary>The list of all, for docs/diagnosis.md.</summary>
    /// <param name="all">The signatures.</param>
    public static string ListOf(IEnumerable<Signature> all)
    {
        var list = new StringBuilder("| code | signature | from | what it tells |\n|---|---|---|---|\n");
        foreach (var signature in all)
        {
            list.Append($"| [{signature.Code}](findings/{signature.Code}.md) | `{signature.Id}` | {signature.Component} | {signature.Title} |\n");
        }

        return list.ToString();
    }

    private static string Arguments(CheckCall call) =>
        call.Arguments.Values.Count == 0 ? "" : $" ({string.Join("; ", call.Arguments.Values.Select(argument => $"{argument.Key} `{string.Join(call.Name == "field" && argument.Key == "path" ? "." : ", ", argument.Value)}`"))})";
}
