using System.Globalization;
using System.Text;

namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>A path as policies see it.</summary>
internal static class PathText
{
    /// <summary>The path without query and fragment, normalized.</summary>
    /// <param name="path">As it was sent.</param>
    /// <param name="how">What the mesh does to paths.</param>
    public static string Of(string path, PathNormalization how)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        var text = end < 0 ? path : path[..end];
        if (how == PathNormalization.None)
        {
            return text;
        }

        if (how == PathNormalization.DecodeAndMergeSlashes)
        {
            text = text.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase).Replace("%5c", "\\", StringComparison.OrdinalIgnoreCase);
        }

        text = WithoutDots(Unescaped(text).Replace('\\', '/'));
        return how == PathNormalization.Base ? text : Merged(text);
    }

    // RFC 3986, 6.2.2.2: letters, digits, hyphen, period, underscore and tilde mean the same escaped or not.
    private static string Unescaped(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && (char.IsAsciiLetterOrDigit((char)code) || (char)code is '-' or '.' or '_' or '~'))
            {
                plain.Append((char)code);
                at += 2;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    private static string WithoutDots(string text)
    {
        if (!text.Contains("/.", StringComparison.Ordinal))
        {
            return text;
        }

        var kept = new List<string>();
        var segments = text.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                if (last)
                {
                    kept.Add("");
                }
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return $"{segments[0]}/{string.Join('/', kept)}";
    }

    private static string Merged(string text)
    {
        var merged = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter != '/' || merged.Length == 0 || merged[^1] != '/')
            {
                merged.Append(letter);
            }
        }

        return merged.ToString();
    }
}
