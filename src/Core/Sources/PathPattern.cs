namespace Mesh.Core.Sources;

/// <summary>
/// A wildcard pattern over paths with <c>/</c>, in the language of .gitignore and .gitattributes: <c>*</c> and <c>?</c> within one name, <c>[…]</c>, <c>\</c> before
/// a character that stands for itself, <c>**/</c> for any number of folders, a last <c>/**</c> for everything below. Case counts on every system.
/// </summary>
/// <remarks>
/// Own code because Microsoft.Extensions.FileSystemGlobbing knows neither <c>?</c> nor <c>[…]</c>, which .gitattributes has, and two languages for the same paths would be a trap.
/// Takes time in proportion to pattern times path at worst, whatever the pattern.
/// </remarks>
/// <param name="pattern">The pattern, without a slash at its beginning.</param>
internal sealed class PathPattern(string pattern)
{
    private const string AnyFolders = "**";

    private readonly string[] segments = [.. pattern.Split('/').Select(segment => segment.Length > 1 && segment.All(letter => letter == '*') ? AnyFolders : segment)];

    /// <summary>Whether the whole path matches.</summary>
    /// <param name="path">A path relative to where the pattern belongs.</param>
    public bool Matches(ReadOnlySpan<char> path)
    {
        var (segment, at) = (0, 0);
        var (retrySegment, retryAt) = (-1, 0);
        while (true)
        {
            var left = at <= path.Length;
            if (!left && segment == segments.Length)
            {
                return true;
            }

            if (left && segment < segments.Length)
            {
                if (segments[segment] == AnyFolders)
                {
                    if (segment == segments.Length - 1)
                    {
                        return true;
                    }

                    (retrySegment, retryAt) = (++segment, at);
                    continue;
                }

                var slash = path[at..].IndexOf('/');
                var name = slash < 0 ? path[at..] : path.Slice(at, slash);
                if (NameMatches(segments[segment], name))
                {
                    segment++;
                    at += name.Length + 1;
                    continue;
                }
            }

            // Let the last ** swallow one folder more.
            var next = retrySegment < 0 ? -1 : path[retryAt..].IndexOf('/');
            if (next < 0)
            {
                return false;
            }

            retryAt += next + 1;
            (segment, at) = (retrySegment, retryAt);
        }
    }

    private static bool NameMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (p, n) = (0, 0);
        var (star, swallowed) = (-1, 0);
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = ++p;
                swallowed = n;
            }
            else if (n == name.Length)
            {
                return p == pattern.Length;
            }
            else if (p < pattern.Length && CharacterMatches(pattern[p..], name[n], out var length))
            {
                p += length;
                n++;
            }
            else if (star < 0)
            {
                return false;
            }
            else
            {
                p = star;
                n = ++swallowed;
            }
        }
    }

    private static bool CharacterMatches(ReadOnlySpan<char> pattern, char value, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '[':
                return CharacterClass.Holds(pattern, value, out length);
            case '\\':
                length = 2;
                return pattern.Length > 1 && pattern[1] == value;
            default:
                return pattern[0] == value;
        }
    }
}
